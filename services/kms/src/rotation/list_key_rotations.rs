//! ListKeyRotations: in the order of their dates.

use crate::crypto::Spec;
use crate::key::{self, Found, Material};
use crate::shapes::{ListKeyRotationsRequest, ListKeyRotationsResponse, RotationsListEntry};
use crate::{errors, page};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListKeyRotationsRequest,
) -> Result<ListKeyRotationsResponse, AwsError> {
    let found = key::open_own(cx, &input.key_id)?;
    if found.key.spec()? != Spec::Symmetric {
        return Err(errors::unsupported(format!(
            "ListKeyRotations is not supported for the key {}.",
            found.arn(cx)
        )));
    }
    let all = input.include_key_material.as_deref() == Some("ALL_KEY_MATERIAL");
    let page = page::of(input.limit, input.marker.as_deref())?;
    let name = |m: &Material| {
        let at = m.rotated.unwrap_or(m.created).as_microsecond();
        format!("{} {at:020} {}", u8::from(m.pending), m.id)
    };
    let mut rows: Vec<(String, Material)> = key::materials(cx, &found)?
        .into_iter()
        .filter(|material| all || material.rotated.is_some())
        .map(|material| (name(&material), material))
        .collect();
    rows.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    rows.retain(|(name, _)| page.has(name));
    let next = page.close(&mut rows, |(name, _)| name);
    let shown = rows
        .into_iter()
        .map(|(_, material)| show(cx, &found, material));
    Ok(ListKeyRotationsResponse {
        rotations: Some(shown.collect()),
        truncated: Some(next.is_some()),
        next_marker: next,
    })
}

fn show(cx: &Cx, found: &Found, material: Material) -> RotationsListEntry {
    let is_current = found.key.material.as_ref() == Some(&material.id);
    let state = match (material.pending, is_current) {
        (true, _) => "PENDING_ROTATION",
        (_, true) => "CURRENT",
        _ => "NON_CURRENT",
    };
    let import = match material.wrapped.is_empty() {
        true => "PENDING_IMPORT",
        false => "IMPORTED",
    };
    let model = match material.expires {
        Some(_) => "KEY_MATERIAL_EXPIRES",
        None => "KEY_MATERIAL_DOES_NOT_EXPIRE",
    };
    let kind = match material.on_demand {
        true => "ON_DEMAND",
        false => "AUTOMATIC",
    };
    let external = found.key.external;
    RotationsListEntry {
        key_id: Some(found.arn(cx)),
        key_material_id: Some(material.id),
        key_material_description: material.description,
        import_state: external.then(|| import.to_owned()),
        key_material_state: Some(state.to_owned()),
        expiration_model: external.then(|| model.to_owned()),
        valid_to: material.expires,
        rotation_date: material.rotated,
        rotation_type: material.rotated.map(|_| kind.to_owned()),
    }
}
