//! Operations: ImportKeyMaterial, DeleteImportedKeyMaterial.

use super::{expire, token};
use crate::key::{self, Found, Material};
use crate::shapes::{
    DeleteImportedKeyMaterialRequest, DeleteImportedKeyMaterialResponse, ImportKeyMaterialRequest,
    ImportKeyMaterialResponse,
};
use crate::{crypto, errors, measure};
use haneul_pipeline::keyring::derive;
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;
use zeroize::Zeroizing;

pub fn import_key_material(
    cx: &mut Cx,
    input: ImportKeyMaterialRequest,
) -> Result<ImportKeyMaterialResponse, AwsError> {
    let found = key::open_own(cx, &input.key_id)?;
    check_external(cx, &found)?;
    key::check_not_deleted(cx, &found)?;
    let expires = expires(cx, input.expiration_model.as_deref(), input.valid_to)?;
    let plain = unwrap(
        cx,
        &found,
        &input.import_token,
        &input.encrypted_key_material,
    )?;
    let id = material_id(cx, &found, &plain)?;
    if input.key_material_id.is_some_and(|asked| asked != id) {
        return Err(errors::incorrect_material());
    }
    let known = key::material(cx, &found, &id)?;
    let asked = input.import_type.as_deref();
    let is_first = found.key.material.is_none();
    if known.is_none() && asked != Some("NEW_KEY_MATERIAL") && !is_first {
        return Err(errors::incorrect_material());
    }
    if known.is_none() && !is_first {
        check_rotatable(cx, &found)?;
    }
    let mut material = key::keep(cx, &found.key.id, &id, &plain)?;
    if let Some(known) = known {
        material = Material {
            wrapped: material.wrapped,
            ..known
        };
    } else {
        material.pending = !is_first;
    }
    material.expires = expires;
    if let Some(description) = input.key_material_description {
        material.description = Some(description);
    }
    key::put_material(cx, &found, &material)?;
    settle(cx, &found, Some(&id).filter(|_| is_first))?;
    if let Some(at) = expires {
        expire::set(cx, &found, &id, at)?;
        measure::expires(cx, &found)?;
    }
    Ok(ImportKeyMaterialResponse {
        key_id: Some(found.arn(cx)),
        key_material_id: Some(id),
    })
}

pub fn delete_imported_key_material(
    cx: &mut Cx,
    input: DeleteImportedKeyMaterialRequest,
) -> Result<DeleteImportedKeyMaterialResponse, AwsError> {
    let found = key::open_own(cx, &input.key_id)?;
    check_external(cx, &found)?;
    key::check_not_deleted(cx, &found)?;
    let id = input.key_material_id.or(found.key.material.clone());
    if let Some(id) = &id {
        forget(cx, &found, id)?;
    }
    Ok(DeleteImportedKeyMaterialResponse {
        key_id: Some(found.arn(cx)),
        key_material_id: id,
    })
}

/// The material goes; its name stays, for whoever imports it again. What was never rotated to goes
/// wholly.
pub fn forget(cx: &mut Cx, found: &Found, id: &str) -> Result<(), AwsError> {
    let Some(mut material) = key::material(cx, found, id)? else {
        return Err(errors::invalid(format!("There is no key material {id}.")));
    };
    material.wrapped = bytes::Bytes::new();
    material.expires = None;
    key::put_material(cx, found, &material)?;
    settle(cx, found, None)
}

/// A key works as long as it has all of the material that it ever used.
fn settle(cx: &mut Cx, found: &Found, first: Option<&String>) -> Result<(), AwsError> {
    let all = key::materials(cx, found)?;
    let misses = all.iter().any(|m| m.wrapped.is_empty() && !m.pending);
    let mut key = found.key.clone();
    if let Some(id) = first {
        key.material = Some(id.clone());
    }
    key.awaits_import = misses || key.material.is_none();
    key::put(cx, found, &key)
}

pub fn check_external(cx: &Cx, found: &Found) -> Result<(), AwsError> {
    match found.key.external {
        true => Ok(()),
        false => Err(errors::unsupported(format!(
            "{} origin is AWS_KMS which is not valid for this operation.",
            found.arn(cx)
        ))),
    }
}

/// Only symmetric keys rotate to other material, and one at a time.
fn check_rotatable(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    if found.key.spec()? != crypto::Spec::Symmetric || found.key.multi_region.is_some() {
        return Err(errors::incorrect_material());
    }
    let waits = key::materials(cx, found)?.iter().any(|m| m.pending);
    match waits {
        false => Ok(()),
        true => Err(errors::state(
            &found.arn(cx),
            "already has key material that is pending rotation.",
        )),
    }
}

fn expires(
    cx: &Cx,
    model: Option<&str>,
    at: Option<Timestamp>,
) -> Result<Option<Timestamp>, AwsError> {
    match (model.unwrap_or("KEY_MATERIAL_EXPIRES"), at) {
        ("KEY_MATERIAL_DOES_NOT_EXPIRE", None) => Ok(None),
        ("KEY_MATERIAL_DOES_NOT_EXPIRE", Some(_)) => Err(errors::invalid(
            "A validTo date may only be set if ExpirationModel is KEY_MATERIAL_EXPIRES.",
        )),
        (_, None) => Err(errors::invalid(
            "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES",
        )),
        (_, Some(at)) if at <= cx.now() => {
            Err(errors::invalid("The validTo date must be in the future."))
        }
        (_, at) => Ok(at),
    }
}

fn unwrap(
    cx: &Cx,
    found: &Found,
    token: &[u8],
    wrapped: &[u8],
) -> Result<Zeroizing<Vec<u8>>, AwsError> {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let token = token::read(cx, found, token)?;
    let private = BASE64_STANDARD.decode(&token.private);
    let private = Zeroizing::new(private.map_err(|_| errors::import_token())?);
    let plain = crypto::unwrap_material(cx.random(), &private, &token.algorithm, wrapped);
    let plain = plain.ok_or_else(errors::ciphertext)?;
    let lengths = found.key.spec()?.material_bytes();
    match lengths.is_some_and(|lengths| lengths.contains(&plain.len())) {
        true => Ok(plain),
        false => Err(errors::incorrect_material()),
    }
}

/// The same for the same material, and telling nothing of it.
fn material_id(cx: &Cx, found: &Found, plain: &[u8]) -> Result<String, AwsError> {
    let service = Zeroizing::new(cx.cloud.keys.key(&cx.cloud.store, "kms")?);
    let of_key = derive(
        &derive(&service, b"imported material"),
        found.key.id.as_bytes(),
    );
    Ok(hex::encode(derive(&of_key, plain)))
}
