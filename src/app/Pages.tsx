// The app's root: one page for each path below it.
import React, { useEffect, useState } from 'react';
import { locationService } from '@grafana/runtime';
import { HowItWorks } from './HowItWorks';
import { RequestList } from './RequestList';

export function Pages(): React.ReactElement {
  const [path, setPath] = useState(() => locationService.getLocation().pathname);
  useEffect(() => locationService.getHistory().listen((location: { readonly pathname: string }) => setPath(location.pathname)), []);
  return /\/requests\/?$/.test(path) ? <RequestList /> : <HowItWorks />;
}
