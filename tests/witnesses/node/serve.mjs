// One line of JSON in, one line of JSON out: {"act", "request"} -> {"answer"} or {"fault"}.
//
// A witness is a file that calls `serve` with its acts, functions of the request. Nothing is
// fetched: whatever asks for an address gets what `setDocuments` was given, or a fault.

import {createInterface} from 'node:readline';

let documents = new Map();

export function setDocuments(byUrl) {
  documents = new Map(Object.entries(byUrl ?? {}));
}

export async function documentLoader(url) {
  if(!documents.has(url)) {
    throw new Error(`Nothing is fetched, and this is not at hand: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: structuredClone(documents.get(url))};
}

globalThis.fetch = async function(asked) {
  const url = typeof asked === 'string' ? asked : asked.url ?? String(asked);
  if(!documents.has(url)) {
    return new Response('{}', {status: 404, headers: {'content-type': 'application/json'}});
  }
  return new Response(JSON.stringify(documents.get(url)), {
    headers: {'content-type': 'application/ld+json'}
  });
};

// Libraries that explain themselves on the console must not talk into the answers.
console.log = console.error;

export function serve(acts) {
  const lines = createInterface({input: process.stdin, crlfDelay: Infinity});
  lines.on('line', async line => {
    const {act, request} = JSON.parse(line);
    let told;
    try {
      setDocuments(request.documents);
      told = {answer: await acts[act](request)};
    } catch(error) {
      told = {fault: explain(error)};
    }
    process.stdout.write(`${JSON.stringify(told)}\n`);
  });
}

export function explain(error) {
  const parts = [error?.message ?? String(error)];
  for(const inner of error?.errors ?? []) {
    parts.push(explain(inner));
  }
  if(error?.cause) {
    parts.push(explain(error.cause));
  }
  if(error?.details?.event) {
    parts.push(JSON.stringify(error.details.event));
  }
  return parts.join(' | ');
}
