import 'uplot/dist/uPlot.min.css';
import './style.css';

import { render } from 'preact';

import { App } from './app';
import { startLive } from './state/live';

startLive();
render(<App />, document.getElementById('app')!);
