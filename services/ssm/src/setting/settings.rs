//! Operations: GetServiceSetting, UpdateServiceSetting, ResetServiceSetting

use super::row::{self, SETTINGS, Setting};
use crate::shapes::{
    GetServiceSettingRequest, GetServiceSettingResult, ResetServiceSettingRequest,
    ResetServiceSettingResult, ServiceSetting, UpdateServiceSettingRequest,
    UpdateServiceSettingResult,
};
use haneul_pipeline::{AwsError, Cx};

pub fn get_service_setting(
    cx: &mut Cx,
    input: GetServiceSettingRequest,
) -> Result<GetServiceSettingResult, AwsError> {
    Ok(GetServiceSettingResult {
        service_setting: Some(shown(cx, &input.setting_id)?),
    })
}

pub fn update_service_setting(
    cx: &mut Cx,
    input: UpdateServiceSettingRequest,
) -> Result<UpdateServiceSettingResult, AwsError> {
    let id = row::id(&input.setting_id)?;
    row::check(id, &input.setting_value)?;
    let setting = Setting {
        value: input.setting_value,
        modified: cx.now(),
        user: cx.caller().principal.arn.clone(),
    };
    SETTINGS.put(cx.tx, cx.scope(), id, &setting)?;
    Ok(UpdateServiceSettingResult::default())
}

pub fn reset_service_setting(
    cx: &mut Cx,
    input: ResetServiceSettingRequest,
) -> Result<ResetServiceSettingResult, AwsError> {
    let id = row::id(&input.setting_id)?;
    SETTINGS.delete(cx.tx, cx.scope(), id)?;
    Ok(ResetServiceSettingResult {
        service_setting: Some(shown(cx, &input.setting_id)?),
    })
}

fn shown(cx: &mut Cx, said: &str) -> Result<ServiceSetting, AwsError> {
    let id = row::id(said)?;
    let found = SETTINGS.get(cx.tx, cx.scope(), id)?;
    let status = if found.is_some() {
        "Customized"
    } else {
        "Default"
    };
    let value = found
        .as_ref()
        .map_or(row::usual(id), |found| &found.value)
        .to_owned();
    Ok(ServiceSetting {
        setting_id: Some(id.to_owned()),
        setting_value: Some(value),
        last_modified_date: found.as_ref().map(|found| found.modified),
        last_modified_user: Some(found.map_or_else(|| "System".to_owned(), |found| found.user)),
        arn: Some(cx.arn("ssm", &format!("servicesetting{id}"))),
        status: Some(status.to_owned()),
    })
}
