// `jose` for JWS, the OpenWallet Foundation's libraries for SD-JWT VC and Token Status Lists.

import * as jose from 'jose';
import {createPrivateKey, createPublicKey, sign, verify} from 'node:crypto';
import {digest, generateSalt} from '@sd-jwt/crypto-nodejs';
import {getListFromStatusListJWT, StatusList} from '@sd-jwt/jwt-status-list';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import {serve} from './serve.mjs';

const hashOf = alg => alg === 'EdDSA' ? null : 'sha256';
const encoding = {dsaEncoding: 'ieee-p1363', format: 'jwk'};

function signerOf({alg, jwk}) {
  const {kty, crv, x, y, d} = jwk;
  const key = createPrivateKey({key: {kty, crv, x, y, d}, format: 'jwk'});
  return data => sign(
    hashOf(alg), Buffer.from(data), {key, dsaEncoding: encoding.dsaEncoding}).toString('base64url');
}

function verifierOf({alg, jwk}) {
  const key = createPublicKey({key: jwk, format: 'jwk'});
  return (data, signature) => verify(
    hashOf(alg), Buffer.from(data), {key, dsaEncoding: encoding.dsaEncoding},
    Buffer.from(signature, 'base64url'));
}

// issuer, holder: {alg, jwk}, the private JWK where they sign.
function instance({issuer, holder}) {
  const sd = {hasher: digest, hashAlg: 'sha-256', saltGenerator: generateSalt};
  if(issuer) {
    Object.assign(sd, {
      signAlg: issuer.alg, verifier: verifierOf(issuer),
      signer: issuer.jwk.d ? signerOf(issuer) : undefined
    });
  }
  if(holder) {
    Object.assign(sd, {
      kbSignAlg: holder.alg, kbVerifier: verifierOf(holder),
      kbSigner: holder.jwk.d ? signerOf(holder) : undefined
    });
  }
  return new SDJwtVcInstance(sd);
}

serve({
  async verifyJws({token, jwk, typ, alg, now}) {
    const key = await jose.importJWK(jwk, alg);
    const {payload, protectedHeader} = await jose.jwtVerify(token, key, {
      typ, algorithms: [alg], currentDate: new Date(now * 1000)
    });
    return {payload, header: protectedHeader};
  },

  async signJws({payload, header, jwk}) {
    const key = await jose.importJWK(jwk, header.alg);
    return new jose.CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader(header).sign(key);
  },

  async thumbprint({jwk}) {
    return jose.calculateJwkThumbprint(jwk);
  },

  async verifySdJwt({text, issuer, holder, nonce, now}) {
    const told = await instance({issuer, holder}).verify(text, {
      keyBindingNonce: nonce, currentDate: now
    });
    return {payload: told.payload, binding: told.kb?.payload ?? null};
  },

  async issueSdJwt({payload, frame, issuer, header}) {
    return instance({issuer}).issue(payload, frame, {header});
  },

  async presentSdJwt({text, frame, holder, issuer, audience, nonce, now}) {
    return instance({issuer, holder}).present(text, frame, {
      kb: {payload: {iat: now, aud: audience, nonce}}
    });
  },

  async statusAt({token, indexes}) {
    const list = getListFromStatusListJWT(token);
    return indexes.map(index => list.getStatus(index));
  },

  async statusList({statuses, bits}) {
    return new StatusList(statuses, bits).compressStatusList();
  }
});
