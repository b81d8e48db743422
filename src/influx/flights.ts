/** One request for everybody who asks the same at the same time; it is cancelled when the last of them has gone. */

export interface Flights<T> {
  /** Joins what is under way under this key, else starts it. Rejects with the signal's reason when the caller leaves. */
  readonly join: (key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  readonly underWay: () => number;
}

export function createFlights<T>(): Flights<T> {
  interface Flight {
    readonly answer: Promise<T>;
    readonly abort: AbortController;
    passengers: number;
  }
  const flights = new Map<string, Flight>();

  function started(key: string, start: (signal: AbortSignal) => Promise<T>): Flight {
    const abort = new AbortController();
    const flight: Flight = { answer: start(abort.signal), abort, passengers: 0 };
    flights.set(key, flight);
    const over = () => landed(key, flight);
    flight.answer.then(over, over);
    return flight;
  }

  function landed(key: string, flight: Flight): void {
    if (flights.get(key) === flight) {
      flights.delete(key);
    }
  }

  return {
    join(key, signal, start) {
      signal.throwIfAborted();
      const flight = flights.get(key) ?? started(key, start);
      flight.passengers++;
      return new Promise<T>((resolve, reject) => {
        const leave = () => {
          if (--flight.passengers === 0) {
            // At once, so that whoever asks again gets a flight of his own and not one that is being ended.
            landed(key, flight);
            flight.abort.abort(signal.reason);
          }
          reject(signal.reason instanceof Error ? signal.reason : new Error('left'));
        };
        signal.addEventListener('abort', leave, { once: true });
        flight.answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
      });
    },
    underWay: () => flights.size,
  };
}
