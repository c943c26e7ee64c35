//! What a request says of how a connection proves itself. An update leaves what it does not name.

use super::parameters::{Additions, OAuth, Parameters, Way};
use super::row::{API_KEY, BASIC, OAUTH};
use crate::destination::url;
use crate::errors;
use crate::shapes::{
    ConnectivityResourceParameters, CreateConnectionAuthRequestParameters,
    UpdateConnectionApiKeyAuthRequestParameters, UpdateConnectionAuthRequestParameters,
    UpdateConnectionBasicAuthRequestParameters, UpdateConnectionOAuthClientRequestParameters,
    UpdateConnectionOAuthRequestParameters,
};
use haneul_pipeline::AwsError;

/// What connections here do not do.
pub fn refuse(
    private: Option<&ConnectivityResourceParameters>,
    key: Option<&str>,
) -> Result<(), AwsError> {
    if private.is_some() {
        return Err(AwsError::not_implemented(
            "EventBridge connections to private endpoints (VPC resource configurations)",
        ));
    }
    match key.is_some_and(|key| !key.is_empty()) {
        true => Err(AwsError::not_implemented(
            "EventBridge connections with a key of KMS",
        )),
        false => Ok(()),
    }
}

pub fn fresh(
    kind: &str,
    given: CreateConnectionAuthRequestParameters,
) -> Result<Parameters, AwsError> {
    let given = UpdateConnectionAuthRequestParameters {
        basic_auth_parameters: given.basic_auth_parameters.map(|basic| {
            UpdateConnectionBasicAuthRequestParameters {
                username: Some(basic.username),
                password: Some(basic.password),
            }
        }),
        o_auth_parameters: given.o_auth_parameters.map(|oauth| {
            UpdateConnectionOAuthRequestParameters {
                client_parameters: Some(UpdateConnectionOAuthClientRequestParameters {
                    client_id: Some(oauth.client_parameters.client_id),
                    client_secret: Some(oauth.client_parameters.client_secret),
                }),
                authorization_endpoint: Some(oauth.authorization_endpoint),
                http_method: Some(oauth.http_method),
                o_auth_http_parameters: oauth.o_auth_http_parameters,
            }
        }),
        api_key_auth_parameters: given.api_key_auth_parameters.map(|key| {
            UpdateConnectionApiKeyAuthRequestParameters {
                api_key_name: Some(key.api_key_name),
                api_key_value: Some(key.api_key_value),
            }
        }),
        invocation_http_parameters: given.invocation_http_parameters,
        connectivity_parameters: given.connectivity_parameters,
    };
    update(kind, None, given)
}

/// `known` is what the connection had, if it is still of the same kind.
pub fn update(
    kind: &str,
    known: Option<Parameters>,
    given: UpdateConnectionAuthRequestParameters,
) -> Result<Parameters, AwsError> {
    refuse(given.connectivity_parameters.as_ref(), None)?;
    refuse_others(kind, &given)?;
    let (known, invocation) = match known {
        Some(known) => (Some(known.way), known.invocation),
        None => (None, Additions::default()),
    };
    let way = match kind {
        BASIC => basic(known, given.basic_auth_parameters),
        API_KEY => api_key(known, given.api_key_auth_parameters),
        _ => oauth(known, given.o_auth_parameters)?,
    };
    let missing = || {
        errors::invalid(format!(
            "Parameter(s) {} must be specified for authorization type: {kind}.",
            member(kind)
        ))
    };
    Ok(Parameters {
        way: way.ok_or_else(missing)?,
        invocation: match given.invocation_http_parameters {
            Some(given) => Additions::given(given),
            None => invocation,
        },
    })
}

fn member(kind: &str) -> &'static str {
    match kind {
        BASIC => "BasicAuthParameters",
        API_KEY => "ApiKeyAuthParameters",
        _ => "OAuthParameters",
    }
}

fn refuse_others(
    kind: &str,
    given: &UpdateConnectionAuthRequestParameters,
) -> Result<(), AwsError> {
    let given = [
        (BASIC, given.basic_auth_parameters.is_some()),
        (API_KEY, given.api_key_auth_parameters.is_some()),
        (OAUTH, given.o_auth_parameters.is_some()),
    ];
    let other = given.iter().find(|(of, given)| *given && *of != kind);
    match other {
        Some((of, _)) => Err(errors::invalid(format!(
            "Parameter(s) {} are not allowed for authorization type: {kind}.",
            member(of)
        ))),
        None => Ok(()),
    }
}

fn basic(
    known: Option<Way>,
    given: Option<UpdateConnectionBasicAuthRequestParameters>,
) -> Option<Way> {
    let (username, password) = match known {
        Some(Way::Basic { username, password }) => (Some(username), Some(password)),
        _ => (None, None),
    };
    let given = given.unwrap_or_default();
    Some(Way::Basic {
        username: given.username.or(username)?,
        password: given.password.or(password)?,
    })
}

fn api_key(
    known: Option<Way>,
    given: Option<UpdateConnectionApiKeyAuthRequestParameters>,
) -> Option<Way> {
    let (name, value) = match known {
        Some(Way::ApiKey { name, value }) => (Some(name), Some(value)),
        _ => (None, None),
    };
    let given = given.unwrap_or_default();
    Some(Way::ApiKey {
        name: given.api_key_name.or(name)?,
        value: given.api_key_value.or(value)?,
    })
}

fn oauth(
    known: Option<Way>,
    given: Option<UpdateConnectionOAuthRequestParameters>,
) -> Result<Option<Way>, AwsError> {
    let known = match known {
        Some(Way::OAuth(known)) => Some(known),
        _ => None,
    };
    let given = given.unwrap_or_default();
    if let Some(endpoint) = &given.authorization_endpoint {
        url::check("AuthorizationEndpoint", endpoint, false)?;
    }
    let client = given.client_parameters.unwrap_or_default();
    let known = known.as_ref();
    let made = || {
        Some(OAuth {
            client: client.client_id.or_else(|| Some(known?.client.clone()))?,
            secret: client
                .client_secret
                .or_else(|| Some(known?.secret.clone()))?,
            endpoint: given
                .authorization_endpoint
                .or_else(|| Some(known?.endpoint.clone()))?,
            method: given.http_method.or_else(|| Some(known?.method.clone()))?,
            additions: match given.o_auth_http_parameters {
                Some(given) => Additions::given(given),
                None => known
                    .map(|known| known.additions.clone())
                    .unwrap_or_default(),
            },
        })
    };
    Ok(made().map(Way::OAuth))
}
