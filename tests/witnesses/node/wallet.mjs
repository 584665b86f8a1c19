// A wallet made of @openid4vc/openid4vci, @openid4vc/openid4vp and @sd-jwt/sd-jwt-vc: it takes a
// credential from a running service and shows it to an employer. None of it is ours.
//
// The service is known as `site` and listens on `address`; the time is the service's own.

import * as jose from 'jose';
import http from 'node:http';
import {createHash, randomBytes, sign, createPrivateKey, X509Certificate} from 'node:crypto';
import {clientAuthenticationAnonymous, HashAlgorithm, Oauth2Client} from '@openid4vc/oauth2';
import {Openid4vciClient} from '@openid4vc/openid4vci';
import {Openid4vpClient} from '@openid4vc/openid4vp';
import {digest, generateSalt} from '@sd-jwt/crypto-nodejs';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import {serve} from './serve.mjs';

const RealDate = Date;

function setClock(seconds) {
  globalThis.Date = class extends RealDate {
    constructor(...given) {
      super(...(given.length ? given : [seconds * 1000]));
    }
    static now() {
      return seconds * 1000;
    }
  };
}

// The service answers on loopback for the site it is published as, and nobody else is asked.
function fetchFrom({site, address}) {
  return (asked, options = {}) => new Promise((resolve, reject) => {
    const url = String(asked);
    if(!url.startsWith(`${site}/`)) {
      reject(new Error(`Nobody but the service is asked, and this is not it: ${url}`));
      return;
    }
    const headers = Object.fromEntries(new Headers(options.headers).entries());
    const body = options.body === undefined ? undefined : String(options.body);
    if(body !== undefined) {
      if(options.body instanceof URLSearchParams) {
        headers['content-type'] ??= 'application/x-www-form-urlencoded';
      }
      headers['content-length'] = Buffer.byteLength(body);
    }
    const request = http.request(
      address + url.slice(site.length), {method: options.method ?? 'GET', headers}, answer => {
        const parts = [];
        answer.on('data', part => parts.push(part));
        answer.on('end', () => resolve(new Response(
          answer.statusCode === 204 ? null : Buffer.concat(parts),
          {status: answer.statusCode, headers: answer.headers})));
      });
    request.on('error', reject);
    request.end(body);
  });
}

async function makeKey(alg) {
  const {privateKey, publicKey} = await jose.generateKeyPair(alg, {extractable: true});
  return {alg, privateJwk: await jose.exportJWK(privateKey), publicJwk: await jose.exportJWK(publicKey)};
}

function didJwkOf({publicJwk}) {
  return `did:jwk:${Buffer.from(JSON.stringify(publicJwk)).toString('base64url')}`;
}

// The libraries have no encrypted credential requests yet, so `jose` encrypts what they send, and
// reads what they are answered, on its way.
function encrypting(fetch, {site}) {
  return async (asked, options = {}) => {
    if(String(asked) !== `${site}/credential`) {
      return fetch(asked, options);
    }
    const told = await (await fetch(`${site}/.well-known/openid-credential-issuer`)).json();
    const [issuers] = told.credential_request_encryption.jwks.keys;
    const own = await makeKey('ECDH-ES');
    const wanted = {jwk: {...own.publicJwk, alg: 'ECDH-ES', use: 'enc', kid: 'own'}, enc: 'A256GCM'};
    const body = {...JSON.parse(options.body), credential_response_encryption: wanted};
    const message = await new jose.CompactEncrypt(Buffer.from(JSON.stringify(body)))
      .setProtectedHeader({alg: issuers.alg, enc: 'A128GCM', kid: issuers.kid})
      .encrypt(await jose.importJWK(issuers, issuers.alg));
    const headers = new Headers(options.headers);
    headers.set('content-type', 'application/jwt');
    const answer = await fetch(asked, {...options, headers, body: message});
    if(answer.headers.get('content-type') !== 'application/jwt') {
      return answer;
    }
    const {plaintext, protectedHeader} = await jose.compactDecrypt(
      await answer.text(), await jose.importJWK(own.privateJwk, 'ECDH-ES'));
    if(protectedHeader.kid !== 'own' || protectedHeader.enc !== 'A256GCM') {
      throw new Error('The answer was encrypted otherwise than asked.');
    }
    return new Response(plaintext,
      {status: answer.status, headers: {'content-type': 'application/json'}});
  };
}

function certificateOf(text) {
  return new X509Certificate(Buffer.from(text, 'base64'));
}

function callbacksOf(request, keys) {
  const plain = fetchFrom(request);
  const fetch = request.encrypted ? encrypting(plain, request) : plain;
  return {
    fetch,
    clientAuthentication: clientAuthenticationAnonymous(),
    generateRandom: count => randomBytes(count),
    hash: (data, algorithm) =>
      createHash(algorithm === HashAlgorithm.Sha256 ? 'sha256' : algorithm).update(data).digest(),
    async signJwt(signer, {header, payload}) {
      const named = signer.method === 'jwk' ? JSON.stringify(signer.publicJwk) : signer.didUrl;
      const key = keys.find(one =>
        JSON.stringify(one.publicJwk) === named || `${didJwkOf(one)}#0` === named);
      const jwt = await new jose.SignJWT(payload)
        .setProtectedHeader(header)
        .sign(await jose.importJWK(key.privateJwk, key.alg));
      return {jwt, signerJwk: key.publicJwk};
    },
    getX509CertificateMetadata(text) {
      const names = certificateOf(text).subjectAltName ?? '';
      return {
        sanDnsNames: names.split(', ').map(name => name.replace(/^DNS:/, '')), sanUriNames: []
      };
    },
    async verifyJwt(signer, {compact}) {
      if(signer.method === 'x5c') {
        const leaf = certificateOf(signer.x5c[0]);
        const root = certificateOf(request.root);
        if(!leaf.verify(root.publicKey)) {
          return {verified: false};
        }
        await jose.compactVerify(compact, leaf.publicKey);
        return {verified: true, signerJwk: await jose.exportJWK(leaf.publicKey)};
      }
      const document = await (await fetch(`${request.site}/.well-known/did.json`)).json();
      const method = document.verificationMethod.find(one => one.id === signer.didUrl);
      if(!method || !document.authentication.includes(method.id)) {
        return {verified: false};
      }
      const jwk = method.publicKeyJwk;
      await jose.compactVerify(compact, await jose.importJWK(jwk, signer.alg));
      return {verified: true, signerJwk: jwk};
    },
    async decryptJwe() {
      throw new Error('Questions are not encrypted here.');
    },
    async encryptJwe({publicJwk, alg, enc, apu, apv}, content) {
      const parties = Object.fromEntries(Object.entries({apu, apv})
        .filter(([, told]) => told !== undefined)
        .map(([name, told]) => [name, Buffer.from(told, 'base64url')]));
      const jwe = await new jose.CompactEncrypt(Buffer.from(content))
        .setProtectedHeader({alg, enc, kid: publicJwk.kid})
        .setKeyManagementParameters(parties)
        .encrypt(await jose.importJWK(publicJwk, alg));
      return {jwe, encryptionJwk: publicJwk};
    }
  };
}

// A key that the wallet's tokens are bound to (DPoP), if the test wants one.
async function senderFor({bound}) {
  return bound ? makeKey('ES256') : undefined;
}

function dpopBy(sender, known) {
  return sender && {
    ...known, signer: {method: 'jwk', publicJwk: sender.publicJwk, alg: sender.alg}
  };
}

async function fetchCredentials(
  client, request, {issuerMetadata, accessToken, keys, by, dpop}) {
  const nonce = (await client.requestNonce({issuerMetadata})).c_nonce;
  const proofs = [];
  for(const key of keys) {
    const signer = by === 'did' ?
      {method: 'did', didUrl: `${didJwkOf(key)}#0`, alg: key.alg} :
      {method: 'jwk', publicJwk: key.publicJwk, alg: key.alg};
    const {jwt} = await client.createCredentialRequestJwtProof({
      issuerMetadata, nonce, signer, issuedAt: new Date(),
      credentialConfigurationId: request.configuration
    });
    proofs.push(jwt);
  }
  const {credentialResponse} = await client.retrieveCredentials({
    issuerMetadata, accessToken, proofs: {jwt: proofs}, dpop,
    credentialConfigurationId: request.configuration
  });
  return credentialResponse;
}

function instanceFor(key) {
  const {kty, crv, x, y, d} = key.privateJwk;
  const privateKey = createPrivateKey({key: {kty, crv, x, y, d}, format: 'jwk'});
  return new SDJwtVcInstance({
    hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt,
    kbSignAlg: key.alg,
    kbSigner: data => sign('sha256', Buffer.from(data),
      {key: privateKey, dsaEncoding: 'ieee-p1363'}).toString('base64url')
  });
}

async function keysFor({alg = 'ES256', count = 1}) {
  return Promise.all(Array.from({length: count}, () => makeKey(alg)));
}

serve({
  // By a pre-authorised code: the offer's link and the code the worker was shown.
  async receive(request) {
    setClock(request.now);
    const keys = await keysFor(request);
    const sender = await senderFor(request);
    const client = new Openid4vciClient(
      {callbacks: callbacksOf(request, sender ? [...keys, sender] : keys)});
    const credentialOffer = await client.resolveCredentialOffer(request.link);
    const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
    const {accessTokenResponse, dpop} = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
      credentialOffer, issuerMetadata, txCode: request.txCode, dpop: dpopBy(sender)
    });
    const accessToken = accessTokenResponse.access_token;
    const answer = await fetchCredentials(client, request,
      {issuerMetadata, accessToken, keys, by: request.by, dpop: dpopBy(sender, dpop)});
    if(answer.notification_id) {
      await client.sendNotification({
        issuerMetadata, accessToken, dpop: dpopBy(sender, dpop),
        notification: {notificationId: answer.notification_id, event: 'credential_accepted'}
      });
    }
    return {
      answer, accessToken, keys, sender, refreshToken: accessTokenResponse.refresh_token, tokenType: accessTokenResponse.token_type,
      nonce: dpop?.nonce,
      version: issuerMetadata.originalDraftVersion,
      offered: credentialOffer.credential_configuration_ids
    };
  },

  // With an access token that a refresh token gave, if there is one to give it.
  async fetchDeferred(request) {
    setClock(request.now);
    const {sender} = request;
    const callbacks = callbacksOf(request, sender ? [sender] : []);
    const client = new Openid4vciClient({callbacks});
    const issuerMetadata = await client.resolveIssuerMetadata(request.site);
    let {accessToken, refreshToken} = request;
    if(refreshToken) {
      const {accessTokenResponse} = await new Oauth2Client({callbacks})
        .retrieveRefreshTokenAccessToken({
          authorizationServerMetadata: issuerMetadata.authorizationServers[0], refreshToken,
          dpop: dpopBy(sender)
        });
      accessToken = accessTokenResponse.access_token;
      refreshToken = accessTokenResponse.refresh_token ?? refreshToken;
    }
    const {deferredCredentialResponse} = await client.retrieveDeferredCredentials({
      issuerMetadata, accessToken, transactionId: request.transactionId, dpop: dpopBy(sender)
    });
    return {...deferredCredentialResponse, refreshToken};
  },

  // By an authorisation code: where the worker's browser is to go, and what to keep meanwhile.
  async beginAuthorization(request) {
    setClock(request.now);
    const sender = await senderFor(request);
    const client = new Openid4vciClient({callbacks: callbacksOf(request, sender ? [sender] : [])});
    const credentialOffer = await client.resolveCredentialOffer(request.link);
    const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
    const begun = await client.initiateAuthorization({
      credentialOffer, issuerMetadata, clientId: 'a-wallet', dpop: dpopBy(sender),
      redirectUri: request.redirectUri, scope: request.configuration
    });
    return {url: begun.authorizationRequestUrl, verifier: begun.pkce.codeVerifier, sender};
  },

  async finishAuthorization(request) {
    setClock(request.now);
    const keys = await keysFor(request);
    const {sender} = request;
    const callbacks = callbacksOf(request, sender ? [...keys, sender] : keys);
    callbacks.clientAuthentication = ({body}) => {
      body.client_id = 'a-wallet';
    };
    const client = new Openid4vciClient({callbacks});
    const issuerMetadata = await client.resolveIssuerMetadata(request.site);
    const told = new URL(request.cameTo);
    const credentialOffer = {
      credential_issuer: request.site, credential_configuration_ids: [request.configuration],
      grants: {authorization_code: {}}
    };
    const {accessTokenResponse} = await client.retrieveAuthorizationCodeAccessTokenFromOffer({
      issuerMetadata, credentialOffer,
      authorizationCode: told.searchParams.get('code'),
      pkceCodeVerifier: request.verifier, redirectUri: request.redirectUri, dpop: dpopBy(sender)
    });
    const answer = await fetchCredentials(client, request, {
      issuerMetadata, accessToken: accessTokenResponse.access_token, keys, by: request.by,
      dpop: dpopBy(sender)
    });
    return {
      answer, keys, iss: told.searchParams.get('iss'), tokenType: accessTokenResponse.token_type
    };
  },

  // An employer's link answered with an SD-JWT: what is asked for, and no more.
  async present(request) {
    setClock(request.now);
    const callbacks = callbacksOf(request, [request.key]);
    const client = new Openid4vpClient({callbacks});
    const parsed = client.parseOpenid4vpAuthorizationRequest({
      authorizationRequest: request.link
    });
    const resolved = await client.resolveOpenId4vpAuthorizationRequest({
      authorizationRequestPayload: parsed.params
    });
    const asked = resolved.authorizationRequestPayload;
    const [query] = asked.dcql_query.credentials;
    const frame = {};
    for(const {path} of query.claims) {
      frame[path[0]] = path.length > 1 ? {0: true} : true;
    }
    const shown = await instanceFor(request.key).present(request.credential, frame, {
      kb: {payload: {
        iat: request.now, aud: request.audience ?? asked.client_id, nonce: asked.nonce
      }}
    });
    const encrypted = asked.response_mode === 'direct_post.jwt';
    const {authorizationResponsePayload, jarm} = await client.createOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: asked,
      authorizationResponsePayload: {vp_token: {[query.id]: [shown]}},
      jarm: encrypted ? {
        encryption: {nonce: 'w-1'},
        serverMetadata: {
          authorization_signing_alg_values_supported: [],
          authorization_encryption_alg_values_supported: ['ECDH-ES'],
          authorization_encryption_enc_values_supported: ['A256GCM']
        }
      } : undefined
    });
    const {response} = await client.submitOpenid4vpAuthorizationResponse({
      authorizationRequestPayload: asked, authorizationResponsePayload, jarm
    });
    return {
      mode: asked.response_mode,
      status: response.status, body: await response.json(),
      client: resolved.client.prefix, version: resolved.version, signed: Boolean(resolved.jar)
    };
  }
});
