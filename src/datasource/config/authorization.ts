/** The value of the Authorization header, composed from what a person knows; and whether it would travel in the open. */

export type Scheme = 'basic' | 'pair' | 'token' | 'bearer' | 'whole';

/** Composed in the browser once and stored encrypted by Grafana. `secret` is a password, a token, or the whole value. */
export function headerOf(scheme: Scheme, user: string, secret: string): string {
  switch (scheme) {
    case 'basic': {
      const bytes = new TextEncoder().encode(`${user}:${secret}`);
      return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
    }
    case 'pair':
      return `Token ${user}:${secret}`;
    case 'token':
      return `Token ${secret}`;
    case 'bearer':
      return `Bearer ${secret}`;
    case 'whole':
      return secret;
  }
}

/** Plain http to another machine. The whole host name counts: "localhost.example.com" is not this machine. */
export function isOpen({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname);
}

/** What a server of that dialect usually wants. */
export function usualScheme(dialect: string | undefined): Scheme {
  return dialect === 'flux' ? 'token' : dialect === 'sql' ? 'bearer' : 'basic';
}

/** Two of the schemes take a user beside the secret. */
export function needsUser(scheme: Scheme): boolean {
  return scheme === 'basic' || scheme === 'pair';
}
