import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { badInput } from '@org/media-activities';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, fetch } from 'undici';
import type { Fetch } from './read-sample.js';

/** Every wait of one exchange, up to the first byte and between two. In ms. */
const SILENCE_TIMEOUT_MS = 30_000;

/**
 * A `fetch` that connects only to addresses that are allowed, public ones by default. The check stands at connect time, for every hop of a redirect:
 * a name that was checked earlier may mean another address by then.
 */
export function createGuardedFetch(isAllowed: (address: string) => boolean = isPublicAddress): Fetch {
  const agent = new Agent({
    connect: guardedConnector(isAllowed),
    headersTimeout: SILENCE_TIMEOUT_MS,
    bodyTimeout: SILENCE_TIMEOUT_MS,
  });
  return async (url, init) => {
    try {
      return await fetch(url, { ...init, dispatcher: agent });
    } catch (error) {
      throw refusalIn(error) ?? error;
    }
  };
}

/** Whether an address is neither loopback, private, link-local, a cloud's metadata nor anything else that is special. */
export function isPublicAddress(address: string): boolean {
  // `process` reads an IPv4 address out of the IPv6 form of it.
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

function guardedConnector(isAllowed: (address: string) => boolean): buildConnector.connector {
  const connect = buildConnector({ lookup: guardedLookup(isAllowed), timeout: SILENCE_TIMEOUT_MS });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    // Sockets look a literal address up nowhere.
    if (isIP(host) !== 0 && !isAllowed(host)) callback(refusal(host, host), null);
    else connect(options, callback);
  };
}

function guardedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const first = error ? undefined : addresses[0];
      if (error || !first) {
        callback(error ?? new Error(`${hostname} has no address`), '');
        return;
      }
      const refused = addresses.find(({ address }) => !isAllowed(address));
      if (refused) callback(refusal(hostname, refused.address), '');
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function refusal(host: string, address: string): AddressRefused {
  return new AddressRefused(
    `${host} leads to ${address}, which is no public address: set WORKER_ALLOW_PRIVATE_ADDRESSES=true if it is yours`,
  );
}

/** A refusal is nothing that another attempt would change. */
function refusalIn(error: unknown): Error | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AddressRefused) return badInput(cause.message);
  }
  return undefined;
}
