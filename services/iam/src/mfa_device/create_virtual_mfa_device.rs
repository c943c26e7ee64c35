//! CreateVirtualMFADevice: the only time its seed is shown, in letters and as a picture.

use super::row::{self, DEVICES, Device};
use super::{errors, picture};
use crate::account::row::own_alias;
use crate::shapes::{
    CreateVirtualMFADeviceRequest, CreateVirtualMFADeviceResponse, VirtualMFADevice,
};
use crate::{count, entity, limits, tags};
use data_encoding::BASE32_NOPAD;
use haneul_pipeline::{AwsError, Cx};

/// As long as AWS's seeds: 64 letters.
const SEED_BYTES: usize = 40;
/// The model has no limit of the name, only of the ARN that is made of it.
const NAME_MAX: usize = 226;
const SERIAL_MAX: usize = 256;

pub fn run(
    cx: &mut Cx,
    input: CreateVirtualMFADeviceRequest,
) -> Result<CreateVirtualMFADeviceResponse, AwsError> {
    let device = Device {
        path: input.path.unwrap_or_else(|| "/".to_owned()),
        name: input.virtual_mfa_device_name,
        created: entity::now(cx),
        seed: BASE32_NOPAD.encode(&cx.random().bytes::<SEED_BYTES>()),
        tags: tags::first(input.tags, "TagsPerMFADevice")?,
        holder: None,
        enabled: None,
        drift: 0,
        used: 0,
    };
    let serial = row::serial(cx, &device);
    if device.name.len() > NAME_MAX || serial.len() > SERIAL_MAX {
        return Err(errors::name_too_long(NAME_MAX));
    }
    let scope = cx.account_scope();
    if DEVICES.exists(cx.tx, scope, &device.key())? {
        return Err(errors::device_exists());
    }
    count::add(
        cx,
        "mfa",
        "MFADevicesPerAccount",
        limits::MFA_DEVICES_PER_ACCOUNT,
    )?;
    row::save(cx, &device)?;
    let account = own_alias(cx)?.unwrap_or_else(|| cx.account().to_owned());
    let (name, seed) = (&device.name, &device.seed);
    let uri = format!("otpauth://totp/{name}@{account}?secret={seed}");
    Ok(CreateVirtualMFADeviceResponse {
        virtual_mfa_device: Some(VirtualMFADevice {
            serial_number: Some(serial),
            base32_string_seed: Some(device.seed.into()),
            qr_code_png: Some(picture::png(&uri)?.into()),
            tags: tags::shown(&device.tags),
            ..VirtualMFADevice::default()
        }),
    })
}
