// Digital Bazaar's and the Digital Credentials Consortium's libraries as signers and verifiers.
//
// Requests carry `documents`: address -> document, for contexts, keys and their controllers.

import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as bitstring from '@digitalbazaar/vc-bitstring-status-list';
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import jsigs from 'jsonld-signatures';
import {verifyCredential as coreVerify} from '@digitalcredentials/verifier-core';
import {documentLoader, explain, serve} from './serve.mjs';

const {purposes: {AssertionProofPurpose, AuthenticationProofPurpose}} = jsigs;

const FOR_SIGNING = {
  'eddsa-rdfc-2022': () => eddsaRdfc,
  'ecdsa-rdfc-2019': () => ecdsaRdfc,
  'eddsa-jcs-2022': () => eddsaJcs.createSignCryptosuite()
};
const FOR_VERIFYING = {
  ...FOR_SIGNING,
  'eddsa-jcs-2022': () => eddsaJcs.createVerifyCryptosuite()
};

const suites = () => Object.values(FOR_VERIFYING).map(
  make => new DataIntegrityProof({cryptosuite: make()}));

const told = result => ({
  verified: result.verified,
  why: result.error ? explain(result.error) : null
});

async function signer({suite, created}, key) {
  const Multikey = suite.startsWith('ecdsa') ? EcdsaMultikey : Ed25519Multikey;
  const pair = await Multikey.from(key);
  return new DataIntegrityProof({
    signer: pair.signer(), date: created, cryptosuite: FOR_SIGNING[suite]()
  });
}

// The signature alone: whoever asks for the status too gives another `checkStatus`.
const credentialOptions = ({credential, now}) => ({
  credential, suite: suites(), documentLoader, now: now ? new Date(now) : undefined,
  checkStatus: async () => ({verified: true})
});

// Seconds of processor time that one took, on average of these.
async function secondsEach(given, act) {
  const before = process.cpuUsage();
  for(const each of given) {
    await act(each);
  }
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1e6 / given.length;
}

serve({
  async verify({document, ...rest}) {
    return told(await vc.verifyCredential(credentialOptions({credential: document, ...rest})));
  },

  async verifyWithStatus({document, ...rest}) {
    const options = credentialOptions({credential: document, ...rest});
    const result = await vc.verifyCredential({...options, checkStatus: bitstring.checkStatus});
    // It is verified though it be revoked: what its status is stands elsewhere.
    const raised = (result.statusResult?.results ?? [])
      .filter(({status}) => status).map(({credentialStatus}) => credentialStatus.statusPurpose);
    return {...told(result), raised};
  },

  async verifyPresentation({document, challenge, domain, now}) {
    return told(await vc.verify({
      presentation: document, challenge, domain, suite: suites(), documentLoader,
      now: now ? new Date(now) : undefined, checkStatus: async () => ({verified: true})
    }));
  },

  async issue({document, key, ...options}) {
    return jsigs.sign(document, {
      suite: await signer(options, key), purpose: new AssertionProofPurpose(), documentLoader
    });
  },

  async present({document, key, challenge, domain, ...options}) {
    return jsigs.sign(document, {
      suite: await signer(options, key),
      purpose: new AuthenticationProofPurpose({challenge, domain}),
      documentLoader
    });
  },

  async issueList({id, purpose, length, raised}) {
    const list = await bitstring.createList({length});
    raised.forEach(index => list.setStatus(index, true));
    return bitstring.createCredential({id, list, statusPurpose: purpose});
  },

  async canonize({document}) {
    return eddsaRdfc.canonize(document, {documentLoader});
  },

  async verifierCore({document}) {
    const result = await coreVerify({credential: document, knownDIDRegistries: []});
    return JSON.parse(JSON.stringify({log: result.log ?? null, errors: result.errors ?? null}));
  },

  async generate({suite, controller, curve = 'P-256'}) {
    const pair = suite.startsWith('ecdsa') ?
      await EcdsaMultikey.generate({curve, controller}) :
      await Ed25519Multikey.generate({controller});
    pair.id = `${controller}#${pair.publicKeyMultibase}`;
    return pair.export({publicKey: true, secretKey: true, includeContext: true});
  },

  async time({secured, ...rest}) {
    return secondsEach(secured, async credential => {
      const result = await vc.verifyCredential(credentialOptions({credential, ...rest}));
      if(!result.verified) {
        throw result.error;
      }
    });
  },

  async timeIssue({unsigned, key, ...options}) {
    const suite = await signer(options, key);
    return secondsEach(unsigned, document => jsigs.sign(document, {
      suite, purpose: new AssertionProofPurpose(), documentLoader
    }));
  }
});
