/** Tells public internet addresses from those of this machine and its networks. */
import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast. */
const specialV4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Within global unicast, https://www.iana.org/assignments/iana-ipv6-special-registry: tunnels and documentation. */
const specialV6: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [network, bits] of specialV4) special.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of specialV6) special.addSubnet(network, bits, 'ipv6');
/** https://www.rfc-editor.org/rfc/rfc4291#section-2.4: all other IPv6 addresses are local, mapped, translated or reserved. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Whether a numeric IP address is public; false for other texts. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !special.check(address, 'ipv4');
  return version === 6 && globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/** The numeric address of a URL's host; null for a name. The URL standard writes `0x7f.1` as `127.0.0.1`. */
function numericHost(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? host : null;
}

/** False if the URL's host is a private address or a name of this machine. Other names are checked when resolved. */
export function mayBePublic(url: URL): boolean {
  const address = numericHost(url);
  if (address !== null) return isPublicAddress(address);
  return !/(^|\.)(localhost|local|internal)\.?$/i.test(url.hostname);
}

/** A name resolved to a private address. */
class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

/**
 * Resolves a name for a connection, and fails with PrivateAddressError if any of its addresses is not public. The
 * connection uses the very addresses that were checked, so a name whose answer changes (DNS rebinding) gains nothing.
 */
export function createPublicLookup(lookup: LookupFunction = resolve): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : [];
      if (error) return callback(error, '');
      const wrong = addresses.find(({ address }) => !isPublicAddress(address));
      if (wrong || addresses.length === 0) {
        return callback(new PrivateAddressError(`${hostname} has no public address`), '');
      }
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      callback(null, first?.address ?? '', first?.family);
    });
  };
}
