// The entry of the app: Grafana loads it when one of its pages is opened.
import { AppPlugin } from '@grafana/data';
import { Pages } from './app';

export const plugin = new AppPlugin().setRootPage(Pages);
