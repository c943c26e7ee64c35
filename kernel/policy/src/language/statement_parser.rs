use super::action::ActionPattern;
use super::rules::{Need, Rules};
use super::{Complaint, Effect, Json, Listed, PolicyError, PolicyKind, Statement, Whom, resource};
use crate::condition::{self, Condition};
use crate::principal;

/// Reads the statements of one document.
pub(crate) struct StatementParser {
    pub kind: PolicyKind,
    pub rules: Rules,
    pub variables: bool,
}

/// The fields of a statement, found but not yet read.
#[derive(Default)]
struct Fields<'a> {
    sid: Option<&'a Json>,
    effect: Option<&'a Json>,
    principal: Option<&'a Json>,
    not_principal: Option<&'a Json>,
    action: Option<&'a Json>,
    not_action: Option<&'a Json>,
    resource: Option<&'a Json>,
    not_resource: Option<&'a Json>,
    condition: Option<&'a Json>,
}

impl<'a> Fields<'a> {
    fn find(entries: &'a [(String, Json)]) -> Result<Self, Complaint<'a>> {
        let mut fields = Self::default();
        for (name, value) in entries {
            let place = match name.as_str() {
                "Sid" => &mut fields.sid,
                "Effect" => &mut fields.effect,
                "Principal" => &mut fields.principal,
                "NotPrincipal" => &mut fields.not_principal,
                "Action" => &mut fields.action,
                "NotAction" => &mut fields.not_action,
                "Resource" => &mut fields.resource,
                "NotResource" => &mut fields.not_resource,
                "Condition" => &mut fields.condition,
                other => return Err(Complaint::UnknownField(other)),
            };
            *place = Some(value);
        }
        Ok(fields)
    }
}

impl StatementParser {
    pub fn parse(&self, json: &Json) -> Result<Statement, PolicyError> {
        let Json::Object(entries) = json else {
            return Err(self.error(Complaint::Syntax));
        };
        let fields = Fields::find(entries).map_err(|complaint| self.error(complaint))?;
        let effect = self.effect(fields.effect)?;
        Ok(Statement {
            sid: self.sid(fields.sid)?.map(Into::into),
            effect,
            whom: self.whom(&fields)?,
            action: self.action(&fields)?,
            resource: self.resource(&fields)?,
            conditions: self.conditions(fields.condition)?,
        })
    }

    fn error(&self, complaint: Complaint) -> PolicyError {
        complaint.about(self.kind)
    }

    fn sid<'a>(&self, json: Option<&'a Json>) -> Result<Option<&'a str>, PolicyError> {
        let Some(json) = json else { return Ok(None) };
        let sid = json.text().ok_or_else(|| self.error(Complaint::Syntax))?;
        if self.rules.iam && !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(self.error(Complaint::InvalidSid));
        }
        Ok(Some(sid))
    }

    fn effect(&self, json: Option<&Json>) -> Result<Effect, PolicyError> {
        let json = json.ok_or_else(|| self.error(Complaint::MissingField("Effect")))?;
        match json.text() {
            Some("Allow") => Ok(Effect::Allow),
            Some("Deny") => Ok(Effect::Deny),
            other => Err(self.error(Complaint::InvalidEffect(other.unwrap_or_default()))),
        }
    }

    fn whom(&self, fields: &Fields) -> Result<Whom, PolicyError> {
        for (json, need, name) in [
            (fields.principal, self.rules.principal, "Principal"),
            (
                fields.not_principal,
                self.rules.not_principal,
                "NotPrincipal",
            ),
        ] {
            if json.is_some() && need == Need::Forbidden {
                return Err(self.error(Complaint::ProhibitedField(name)));
            }
        }
        match (fields.principal, fields.not_principal) {
            (Some(_), Some(_)) => Err(self.error(Complaint::Syntax)),
            (Some(json), None) => self
                .named(json)
                .map(|list| Whom::Listed(Listed::Only(list))),
            (None, Some(json)) => self
                .named(json)
                .map(|list| Whom::Listed(Listed::Except(list))),
            (None, None) if self.rules.principal == Need::Forbidden => Ok(Whom::Holder),
            (None, None) => Err(self.error(Complaint::MissingField("Principal"))),
        }
    }

    fn named(&self, json: &Json) -> Result<Box<[principal::Named]>, PolicyError> {
        let list = principal::parse(json).map_err(|complaint| self.error(complaint))?;
        let everyone = |named: &principal::Named| *named == principal::Named::Everyone;
        if self.kind == PolicyKind::ResourceControl && !list.iter().all(everyone) {
            return Err(self.error(Complaint::Syntax));
        }
        Ok(list.into())
    }

    fn action(&self, fields: &Fields) -> Result<Listed<ActionPattern>, PolicyError> {
        let listed = self.listed(fields.action, fields.not_action, |text| {
            ActionPattern::parse(text, self.kind)
        })?;
        match listed {
            Some(listed) if !listed.entries().is_empty() => Ok(listed),
            _ => Err(self.error(Complaint::MissingField("Action"))),
        }
    }

    fn resource(
        &self,
        fields: &Fields,
    ) -> Result<Option<Listed<super::pattern::Pattern>>, PolicyError> {
        let listed = self.listed(fields.resource, fields.not_resource, |text| {
            resource::parse(text, self.kind, self.rules.iam, self.variables)
        });
        if self.rules.resource == Need::Required {
            return match listed? {
                Some(listed) if !listed.entries().is_empty() => Ok(Some(listed)),
                _ => Err(self.error(Complaint::MissingField("Resource"))),
            };
        }
        match (fields.resource, fields.not_resource) {
            (None, None) => Ok(None),
            (Some(_), _) => Err(self.error(Complaint::ProhibitedField("Resource"))),
            _ => Err(self.error(Complaint::ProhibitedField("NotResource"))),
        }
    }

    /// Reads `X` or `NotX`, of which only one may be there.
    fn listed<T>(
        &self,
        only: Option<&Json>,
        except: Option<&Json>,
        read: impl Fn(&str) -> Result<T, PolicyError>,
    ) -> Result<Option<Listed<T>>, PolicyError> {
        let all = |json: &Json| -> Result<Box<[T]>, PolicyError> {
            let texts = json.texts().ok_or_else(|| self.error(Complaint::Syntax))?;
            texts.into_iter().map(&read).collect()
        };
        match (only, except) {
            (Some(_), Some(_)) => Err(self.error(Complaint::Syntax)),
            (Some(json), None) => Ok(Some(Listed::Only(all(json)?))),
            (None, Some(json)) => Ok(Some(Listed::Except(all(json)?))),
            (None, None) => Ok(None),
        }
    }

    fn conditions(&self, json: Option<&Json>) -> Result<Box<[Condition]>, PolicyError> {
        let Some(json) = json else {
            return Ok(Box::default());
        };
        let list = condition::parse(json, self.variables);
        list.map(Into::into)
            .map_err(|complaint| self.error(complaint))
    }
}
