//! Kinds of keys, and what each is good for.

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spec {
    Symmetric,
    Rsa(usize),
    P256,
    P384,
    P521,
    K256,
    Ed25519,
    Hmac(usize),
    MlDsa(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    Encrypt,
    Sign,
    Mac,
    Agree,
}

/// Every kind by its name.
const NAMES: [(&str, Spec); 16] = [
    ("SYMMETRIC_DEFAULT", Spec::Symmetric),
    ("RSA_2048", Spec::Rsa(2048)),
    ("RSA_3072", Spec::Rsa(3072)),
    ("RSA_4096", Spec::Rsa(4096)),
    ("ECC_NIST_P256", Spec::P256),
    ("ECC_NIST_P384", Spec::P384),
    ("ECC_NIST_P521", Spec::P521),
    ("ECC_SECG_P256K1", Spec::K256),
    ("ECC_NIST_EDWARDS25519", Spec::Ed25519),
    ("HMAC_224", Spec::Hmac(224)),
    ("HMAC_256", Spec::Hmac(256)),
    ("HMAC_384", Spec::Hmac(384)),
    ("HMAC_512", Spec::Hmac(512)),
    ("ML_DSA_44", Spec::MlDsa(44)),
    ("ML_DSA_65", Spec::MlDsa(65)),
    ("ML_DSA_87", Spec::MlDsa(87)),
];

impl Spec {
    /// `None`: that is none of ours, such as SM2, which AWS has in China only.
    pub fn read(name: &str) -> Option<Spec> {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, spec)| *spec)
    }

    pub fn name(self) -> &'static str {
        let found = NAMES.iter().find(|(_, spec)| *spec == self);
        found.map_or("", |(name, _)| name)
    }

    pub fn usages(self) -> &'static [Usage] {
        match self {
            Spec::Symmetric => &[Usage::Encrypt],
            Spec::Rsa(_) => &[Usage::Encrypt, Usage::Sign],
            Spec::P256 | Spec::P384 | Spec::P521 => &[Usage::Sign, Usage::Agree],
            Spec::K256 | Spec::Ed25519 | Spec::MlDsa(_) => &[Usage::Sign],
            Spec::Hmac(_) => &[Usage::Mac],
        }
    }

    pub fn is_asymmetric(self) -> bool {
        !matches!(self, Spec::Symmetric | Spec::Hmac(_))
    }

    /// Whether it takes long to make one.
    pub fn is_slow(self) -> bool {
        matches!(self, Spec::Rsa(_))
    }

    /// The algorithms of a key of this kind that is used so.
    pub fn algorithms(self, usage: Usage) -> &'static [&'static str] {
        match (usage, self) {
            (Usage::Encrypt, Spec::Symmetric) => &["SYMMETRIC_DEFAULT"],
            (Usage::Encrypt, _) => &["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"],
            (Usage::Agree, _) => &["ECDH"],
            (Usage::Mac, Spec::Hmac(224)) => &["HMAC_SHA_224"],
            (Usage::Mac, Spec::Hmac(256)) => &["HMAC_SHA_256"],
            (Usage::Mac, Spec::Hmac(384)) => &["HMAC_SHA_384"],
            (Usage::Mac, _) => &["HMAC_SHA_512"],
            (Usage::Sign, Spec::Rsa(_)) => &[
                "RSASSA_PKCS1_V1_5_SHA_256",
                "RSASSA_PKCS1_V1_5_SHA_384",
                "RSASSA_PKCS1_V1_5_SHA_512",
                "RSASSA_PSS_SHA_256",
                "RSASSA_PSS_SHA_384",
                "RSASSA_PSS_SHA_512",
            ],
            (Usage::Sign, Spec::P256 | Spec::K256) => &["ECDSA_SHA_256"],
            (Usage::Sign, Spec::P384) => &["ECDSA_SHA_384"],
            (Usage::Sign, Spec::P521) => &["ECDSA_SHA_512"],
            (Usage::Sign, Spec::Ed25519) => &["ED25519_SHA_512", "ED25519_PH_SHA_512"],
            (Usage::Sign, _) => &["ML_DSA_SHAKE_256"],
        }
    }

    /// How long imported material is, where that is fixed.
    pub fn material_bytes(self) -> Option<std::ops::RangeInclusive<usize>> {
        match self {
            Spec::Symmetric => Some(32..=32),
            Spec::Hmac(224) => Some(28..=64),
            Spec::Hmac(256) => Some(32..=64),
            Spec::Hmac(384) => Some(48..=128),
            Spec::Hmac(_) => Some(64..=128),
            _ => None,
        }
    }
}

const USAGES: [(&str, Usage); 4] = [
    ("ENCRYPT_DECRYPT", Usage::Encrypt),
    ("SIGN_VERIFY", Usage::Sign),
    ("GENERATE_VERIFY_MAC", Usage::Mac),
    ("KEY_AGREEMENT", Usage::Agree),
];

impl Usage {
    pub fn read(name: &str) -> Option<Usage> {
        let found = USAGES.iter().find(|(known, _)| *known == name);
        found.map(|(_, usage)| *usage)
    }

    pub fn name(self) -> &'static str {
        let found = USAGES.iter().find(|(_, usage)| *usage == self);
        found.map_or("", |(name, _)| name)
    }
}
