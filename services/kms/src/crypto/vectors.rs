//! What was published for others to measure themselves by: RFC 4231 (HMAC), RFC 6979 (ECDSA),
//! RFC 8032 (Ed25519). What Wycheproof published is beside it; the clients' tests measure all against
//! OpenSSL.

use super::{Hash, Secret, Sign, mac, mac_is};
use haneul_runtime::Random;

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

#[test]
fn hmac_of_rfc_4231() {
    for (algorithm, published) in [
        (
            "HMAC_SHA_224",
            "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22",
        ),
        (
            "HMAC_SHA_256",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            "HMAC_SHA_384",
            "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
        ),
        (
            "HMAC_SHA_512",
            "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
        ),
    ] {
        let key = [0x0b; 20];
        let made = mac(algorithm, &key, b"Hi There").unwrap();
        assert_eq!(hex::encode(&made), published, "{algorithm}");
        assert_eq!(mac_is(algorithm, &key, b"Hi There", &made), Some(true));
        assert_eq!(
            mac_is(algorithm, &key, b"Hi There", &made[1..]),
            Some(false)
        );
    }
    assert_eq!(mac("HMAC_MD5", b"k", b"m"), None);
}

/// A signature's two numbers out of its DER.
fn numbers(der: &[u8]) -> (String, String) {
    let number = |at: usize| {
        let length = usize::from(der[at + 1]);
        let number = &der[at + 2..at + 2 + length];
        let first = number.iter().position(|byte| *byte != 0).unwrap_or(0);
        (hex::encode(&number[first..]), at + 2 + length)
    };
    // A length above 127 takes a byte more.
    let start = if der[1] & 0x80 == 0 { 2 } else { 3 };
    let (r, next) = number(start);
    (r, number(next).0)
}

#[test]
fn ecdsa_of_rfc_6979() {
    let p256 = bytes("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
    let p384 = bytes(
        "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5",
    );
    for (key, algorithm, r, s) in [
        (
            Secret::P256(p256::SecretKey::from_slice(&p256).unwrap()),
            "ECDSA_SHA_256",
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ),
        (
            Secret::P384(p384::SecretKey::from_slice(&p384).unwrap()),
            "ECDSA_SHA_384",
            "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
            "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8",
        ),
    ] {
        let what = Sign::Message(b"sample");
        let made = key.sign(&Random::seeded(1), algorithm, what).unwrap();
        let shown = numbers(&made);
        assert_eq!(shown, (r.to_lowercase(), s.to_lowercase()), "{algorithm}");
        assert_eq!(key.verify(algorithm, what, &made), Some(true));
        assert_eq!(
            key.verify(algorithm, Sign::Message(b"other"), &made),
            Some(false)
        );
    }
}

/// Whose nonces are chance: the published signature verifies.
#[test]
fn ecdsa_of_rfc_6979_with_p521() {
    let secret = bytes(
        "00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538",
    );
    let key = Secret::P521(p521::SecretKey::from_slice(&secret).unwrap());
    let r = "00C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F174E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA";
    let s = "00617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF282623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A";
    let published = p521::ecdsa::Signature::from_slice(&bytes(&[r, s].concat())).unwrap();
    let der = published.to_der().as_bytes().to_vec();
    let (good, bad) = (Sign::Message(b"sample"), Sign::Message(b"simple"));
    assert_eq!(key.verify("ECDSA_SHA_512", good, &der), Some(true));
    assert_eq!(key.verify("ECDSA_SHA_512", bad, &der), Some(false));
    let made = key.sign(&Random::seeded(1), "ECDSA_SHA_512", good).unwrap();
    assert_eq!(key.verify("ECDSA_SHA_512", good, &made), Some(true));
}

fn edwards(seed: &str) -> Secret {
    let seed: [u8; 32] = bytes(seed).try_into().unwrap();
    Secret::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(&seed)))
}

#[test]
fn ed25519_of_rfc_8032() {
    let random = Random::seeded(1);
    let key = edwards("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let made = key
        .sign(&random, "ED25519_SHA_512", Sign::Message(b""))
        .unwrap();
    assert_eq!(
        hex::encode(&made),
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    );
    // The digest of a message, made elsewhere.
    let key = edwards("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42");
    let digest = Hash::Sha512.digest(b"abc");
    let what = Sign::Digest(&digest);
    let made = key.sign(&random, "ED25519_PH_SHA_512", what).unwrap();
    assert_eq!(
        hex::encode(&made),
        "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406"
    );
    assert_eq!(key.verify("ED25519_PH_SHA_512", what, &made), Some(true));
}
