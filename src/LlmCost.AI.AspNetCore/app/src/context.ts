import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import { createFormat, type Format } from './format';
import type { Route } from './state/route';
import { zoneOf } from './state/route';

/** Formatters of the browser's language, bound to the zone of the view. */
export const format: Format = createFormat(undefined);

export const RouteContext = createContext<Route>(null!);

export const useView = (): { route: Route; zone: string } => {
  const route = useContext(RouteContext);
  return { route, zone: zoneOf(route) };
};
