import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { Route } from './state/route';
import { zoneOf } from './state/route';

export const RouteContext = createContext<Route>(null!);

export const useView = (): { route: Route; zone: string } => {
  const route = useContext(RouteContext);
  return { route, zone: zoneOf(route) };
};
