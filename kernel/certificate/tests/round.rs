//! What is written is read again, and signatures are good for what they were made for.

use haneul_certificate::x509::{BasicConstraints, rfc4519};
use haneul_certificate::{
    Draft, KeyKind, PrivateKey, Signing, certificate, extension, kind_of, name, read, read_all,
    read_request, request, write,
};
use haneul_runtime::Random;
use jiff::Timestamp;

const KINDS: [KeyKind; 4] = [
    KeyKind::Rsa(2_048),
    KeyKind::P256,
    KeyKind::P384,
    KeyKind::P521,
];

fn key(kind: KeyKind, seed: u64) -> PrivateKey {
    PrivateKey::generate(kind, &Random::seeded(seed)).unwrap()
}

fn own(key: &PrivateKey, signing: Signing) -> Vec<u8> {
    let subject = name(&[(rfc4519::COMMON_NAME, "own".to_owned())]).unwrap();
    let constraints = BasicConstraints {
        ca: true,
        path_len_constraint: Some(1),
    };
    let draft = Draft {
        serial: vec![0x40, 1],
        issuer: subject.clone(),
        subject,
        from: Timestamp::from_second(1_800_000_000).unwrap(),
        until: Timestamp::from_second(3_000_000_000).unwrap(),
        public: key.public().unwrap(),
        extensions: vec![extension(&constraints, true).unwrap()],
    };
    certificate(draft, key, signing).unwrap()
}

#[test]
fn keys_of_every_kind() {
    for kind in KINDS {
        let made = key(kind, 1);
        assert_eq!(KeyKind::named(&kind.name()), Some(kind));
        assert_eq!(kind_of(&made.public().unwrap()), Some(kind));
        let pem = write("PRIVATE KEY", &made.to_pkcs8().unwrap());
        let again = PrivateKey::of_pem(pem.as_bytes()).unwrap();
        assert_eq!(again.public().unwrap(), made.public().unwrap());
        let sealed = made
            .to_encrypted_pem(b"secret", &Random::seeded(2))
            .unwrap();
        assert!(PrivateKey::of_pem(sealed.as_bytes()).is_err());
    }
}

#[test]
fn certificates_of_every_signature() {
    for kind in KINDS {
        let made = key(kind, 1);
        for word in ["SHA256", "SHA384", "SHA512"] {
            let end = if kind.is_rsa() { "RSA" } else { "ECDSA" };
            let signature = format!("{word}WITH{end}");
            let bytes = own(&made, Signing::named(&signature).unwrap());
            let facts = read(&bytes).unwrap();
            assert_eq!(facts.signature, signature);
            assert_eq!(facts.is_self_signed(), Ok(true), "{signature}");
            assert_eq!(facts.until.as_second(), 3_000_000_000);
            assert_eq!(facts.common_name().as_deref(), Some("own"));
            assert!(facts.is_authority());
        }
        // Of the same name, and another's key.
        let other = read(&own(&key(kind, 3), Signing::usual(kind))).unwrap();
        let mine = read(&own(&made, Signing::usual(kind))).unwrap();
        assert_eq!(mine.is_issued_by(&other), Ok(false));
    }
}

#[test]
fn requests_are_of_whoever_has_the_key() {
    for kind in KINDS {
        let made = key(kind, 1);
        let subject = name(&[(rfc4519::COMMON_NAME, "asks".to_owned())]).unwrap();
        let text = request(subject, Vec::new(), &made, Signing::usual(kind)).unwrap();
        let read = read_request(text.as_bytes()).unwrap();
        assert_eq!(read.public, made.public().unwrap());
        let mut bytes = read_all(text.as_bytes(), "CERTIFICATE REQUEST")
            .unwrap()
            .remove(0);
        // A letter of the subject.
        let at = bytes.windows(4).position(|four| four == b"asks").unwrap();
        bytes[at] ^= 1;
        let forged = write("CERTIFICATE REQUEST", &bytes);
        assert!(read_request(forged.as_bytes()).is_err());
    }
    for text in ["", "-----BEGIN CERTIFICATE REQUEST-----", "\u{0}"] {
        assert!(read_request(text.as_bytes()).is_err());
    }
}
