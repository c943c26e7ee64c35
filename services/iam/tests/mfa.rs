//! Second factors: devices, their codes, and whose they are.

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::*;
use data_encoding::BASE32_NOPAD;
use haneul_iam::mfa_device::totp;
use haneul_pipeline::{SecondFactor, SecondFactorVerdict};
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::time::Duration;

struct Made {
    serial: String,
    seed: String,
    picture: Vec<u8>,
}

impl Made {
    /// The code that the device shows so many steps from now.
    fn code(&self, cloud: &TestCloud, steps: i64) -> String {
        let seed = BASE32_NOPAD.decode(self.seed.as_bytes()).unwrap();
        totp::code(&seed, totp::step_at(cloud.cloud.clock.now()) + steps)
    }

    fn pair(&self, cloud: &TestCloud, user: &str, steps: i64) -> Json {
        json!({
            "UserName": user, "SerialNumber": self.serial,
            "AuthenticationCode1": self.code(cloud, steps - 1),
            "AuthenticationCode2": self.code(cloud, steps),
        })
    }
}

async fn device(client: &Client, name: &str) -> Made {
    let input = json!({"VirtualMFADeviceName": name});
    let made = client.ok("CreateVirtualMFADevice", input).await["VirtualMFADevice"].clone();
    let blob = |name: &str| STANDARD.decode(made[name].as_str().unwrap()).unwrap();
    Made {
        serial: made["SerialNumber"].as_str().unwrap().to_owned(),
        seed: String::from_utf8(blob("Base32StringSeed")).unwrap(),
        picture: blob("QRCodePNG"),
    }
}

/// Reads the QR code of a picture.
fn scanned(picture: &[u8]) -> String {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(picture));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut points = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut points).unwrap();
    let (width, height) = (info.width as usize, info.height as usize);
    let grey = |x: usize, y: usize| points[y * width + x];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    image.detect_grids()[0].decode().unwrap().1
}

#[tokio::test]
async fn mfa_3_the_picture_and_the_letters_hold_one_seed() {
    let cloud = cloud().await;
    let root = cloud.root();
    let made = device(&root, "Ann").await;
    assert_eq!(made.serial, "arn:aws:iam::111122223333:mfa/Ann");
    assert_eq!(made.seed.len(), 64);
    let uri = format!("otpauth://totp/Ann@111122223333?secret={}", made.seed);
    assert_eq!(scanned(&made.picture), uri);
    root.ok("CreateAccountAlias", json!({"AccountAlias": "seoul"}))
        .await;
    let other = device(&root, "Ben").await;
    assert!(scanned(&other.picture).starts_with("otpauth://totp/Ben@seoul?secret="));
    let again = json!({"VirtualMFADeviceName": "ann"});
    let error = root.no("CreateVirtualMFADevice", again).await;
    assert_eq!(error.code, "EntityAlreadyExists");
    assert_eq!(
        error.message,
        "MFADevice entity at the same path and name already exists."
    );
}

#[tokio::test]
async fn mfa_5_enabling_takes_two_codes_that_follow_one_another() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.ok("CreateUser", json!({"UserName": "Ann"})).await;
    let made = device(&root, "Ann").await;
    let right = made.pair(&cloud, "Ann", 0);
    let mut same = right.clone();
    same["AuthenticationCode2"] = same["AuthenticationCode1"].clone();
    let mut gap = right.clone();
    gap["AuthenticationCode1"] = json!(made.code(&cloud, -2));
    for wrong in [same, gap, made.pair(&cloud, "Ann", 25)] {
        let error = root.no("EnableMFADevice", wrong).await;
        assert_eq!(
            (&*error.code, error.status),
            ("InvalidAuthenticationCode", Some(403))
        );
    }
    root.ok("EnableMFADevice", right.clone()).await;
    assert_eq!(
        root.no("EnableMFADevice", right).await.code,
        "EntityAlreadyExists"
    );
    let listed = root.ok("ListMFADevices", json!({"UserName": "Ann"})).await;
    assert_eq!(listed["MFADevices"][0]["SerialNumber"], json!(made.serial));
    let got = root.ok(
        "GetMFADevice",
        json!({"SerialNumber": made.serial, "UserName": "Ann"}),
    );
    assert_eq!(got.await["UserName"], json!("Ann"));
    let in_use = json!({"SerialNumber": made.serial});
    assert_eq!(
        root.no("DeleteVirtualMFADevice", in_use.clone()).await.code,
        "DeleteConflict"
    );
    let error = root.no("DeleteUser", json!({"UserName": "Ann"})).await;
    assert_eq!(
        error.message,
        "Cannot delete entity, must delete MFA device first."
    );
    let off = json!({"UserName": "Ann", "SerialNumber": made.serial});
    root.ok("DeactivateMFADevice", off.clone()).await;
    assert_eq!(
        root.no("DeactivateMFADevice", off).await.message,
        "MFA Device invalid for user."
    );
    root.ok("DeleteVirtualMFADevice", in_use.clone()).await;
    assert_eq!(
        root.no("DeleteVirtualMFADevice", in_use).await.code,
        "NoSuchEntity"
    );
    root.ok("DeleteUser", json!({"UserName": "Ann"})).await;
}

#[tokio::test]
async fn a_device_that_runs_ahead_is_brought_back_in_step() {
    let cloud = cloud().await;
    let root = cloud.root();
    let ann = user(&cloud, "Ann").await;
    let made = device(&root, "Ann").await;
    root.ok("EnableMFADevice", made.pair(&cloud, "Ann", 0))
        .await;
    cloud.advance(Duration::from_secs(300)).await;
    // What STS asks of a code that the device shows so many steps ahead of the cloud's clock.
    let judged = |steps: i64| {
        let code = made.code(&cloud, steps);
        let shown = SecondFactor {
            serial: &made.serial,
            code: &code,
            spend: false,
        };
        let (place, principal) = (&cloud.cloud, &ann.caller.principal);
        let now = place.clock.now();
        let verdict = place.store.read(|tx| {
            place
                .identity
                .second_factor(tx, "aws", principal, &shown, now)
        });
        verdict.unwrap()
    };
    assert_eq!(judged(0), SecondFactorVerdict::Good);
    assert_eq!(judged(7), SecondFactorVerdict::WrongCode);
    let no = root
        .no("ResyncMFADevice", made.pair(&cloud, "Ann", 40))
        .await;
    assert_eq!(no.code, "InvalidAuthenticationCode");
    root.ok("ResyncMFADevice", made.pair(&cloud, "Ann", 6))
        .await;
    // From now on the device's own time counts.
    assert_eq!(judged(7), SecondFactorVerdict::Good);
    assert_eq!(judged(0), SecondFactorVerdict::WrongCode);
    assert_eq!(judged(9), SecondFactorVerdict::WrongCode);
    // Codes that were shown once are used up, here as well.
    let no = root
        .no("ResyncMFADevice", made.pair(&cloud, "Ann", 6))
        .await;
    assert_eq!(no.code, "InvalidAuthenticationCode");
    cloud.advance(Duration::from_secs(3_600)).await;
    assert_eq!(judged(6), SecondFactorVerdict::Good);
    assert_eq!(judged(0), SecondFactorVerdict::WrongCode);
}

#[tokio::test]
async fn mfa_7_root_and_users_have_up_to_eight() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.ok("CreateUser", json!({"UserName": "Ann"})).await;
    for number in 0..9 {
        let made = device(&root, &format!("ann-{number}")).await;
        let pair = made.pair(&cloud, "Ann", 0);
        if number < 8 {
            root.ok("EnableMFADevice", pair).await;
        } else {
            let error = root.no("EnableMFADevice", pair).await;
            assert_eq!(
                error.message,
                "Cannot exceed quota for MFADevicesPerUser: 8"
            );
        }
    }
    let summary = root.ok("GetAccountSummary", json!({})).await["SummaryMap"].clone();
    assert_eq!(summary["MFADevices"], json!(9));
    assert_eq!(summary["MFADevicesInUse"], json!(8));
    assert_eq!(summary["AccountMFAEnabled"], json!(0));
    let own = device(&root, "root-account-mfa-device").await;
    root.ok("EnableMFADevice", own.pair(&cloud, "111122223333", 0))
        .await;
    let summary = root.ok("GetAccountSummary", json!({})).await["SummaryMap"].clone();
    assert_eq!(summary["AccountMFAEnabled"], json!(1));
    let assigned = json!({"AssignmentStatus": "Assigned"});
    let assigned = root.ok("ListVirtualMFADevices", assigned).await;
    let list = assigned["VirtualMFADevices"].as_array().unwrap();
    assert_eq!(list.len(), 9);
    assert_eq!(list[0]["User"]["UserName"], json!("Ann"));
    assert_eq!(
        list[8]["User"]["Arn"],
        json!("arn:aws:iam::111122223333:root")
    );
    let free = json!({"AssignmentStatus": "Unassigned"});
    let free = root.ok("ListVirtualMFADevices", free).await;
    assert_eq!(free["VirtualMFADevices"].as_array().unwrap().len(), 1);
    let root_has = root.ok("ListMFADevices", json!({})).await;
    assert_eq!(root_has["MFADevices"][0]["SerialNumber"], json!(own.serial));
}

#[tokio::test]
async fn users_may_be_left_to_their_own_devices() {
    let cloud = cloud().await;
    let root = cloud.root();
    let ann = user(&cloud, "Ann").await;
    let document = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice",
         "Resource": "arn:aws:iam::*:mfa/*"},
        {"Effect": "Allow", "Action": ["iam:EnableMFADevice", "iam:ListMFADevices"],
         "Resource": "arn:aws:iam::*:user/${aws:username}"},
    ]});
    let put = json!({"UserName": "Ann", "PolicyName": "p", "PolicyDocument": document.to_string()});
    root.ok("PutUserPolicy", put).await;
    let made = device(&ann, "Ann").await;
    ann.ok("EnableMFADevice", made.pair(&cloud, "Ann", 0)).await;
    ann.ok("ListMFADevices", json!({})).await;
    root.ok("CreateUser", json!({"UserName": "Ben"})).await;
    let error = ann.no("EnableMFADevice", made.pair(&cloud, "Ben", 0)).await;
    assert_eq!(error.code, "AccessDenied");
    let error = ann
        .no(
            "DeleteVirtualMFADevice",
            json!({"SerialNumber": made.serial}),
        )
        .await;
    let on = format!("iam:DeleteVirtualMFADevice on resource: {}", made.serial);
    assert!(error.message.contains(&on), "{}", error.message);
    let error = ann.no("ListVirtualMFADevices", json!({})).await;
    assert!(
        error
            .message
            .contains("on resource: arn:aws:iam::111122223333:mfa/ because")
    );
}
