//! What a connection proves itself with, and what it adds to each request.

use crate::shapes::{
    ConnectionApiKeyAuthResponseParameters, ConnectionAuthResponseParameters,
    ConnectionBasicAuthResponseParameters, ConnectionBodyParameter, ConnectionHeaderParameter,
    ConnectionHttpParameters, ConnectionOAuthClientResponseParameters,
    ConnectionOAuthResponseParameters, ConnectionQueryStringParameter,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    pub way: Way,
    pub invocation: Additions,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Way {
    Basic { username: String, password: String },
    ApiKey { name: String, value: String },
    OAuth(OAuth),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OAuth {
    pub client: String,
    pub secret: String,
    pub endpoint: String,
    pub method: String,
    pub additions: Additions,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Additions {
    pub headers: Vec<Parameter>,
    pub query: Vec<Parameter>,
    pub body: Vec<Parameter>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    pub key: String,
    pub value: String,
    pub secret: bool,
}

impl Parameters {
    /// Without what is secret.
    pub fn shown(self) -> ConnectionAuthResponseParameters {
        let mut shown = ConnectionAuthResponseParameters {
            invocation_http_parameters: self.invocation.shown(),
            ..ConnectionAuthResponseParameters::default()
        };
        match self.way {
            Way::Basic { username, .. } => {
                shown.basic_auth_parameters = Some(ConnectionBasicAuthResponseParameters {
                    username: Some(username),
                });
            }
            Way::ApiKey { name, .. } => {
                shown.api_key_auth_parameters = Some(ConnectionApiKeyAuthResponseParameters {
                    api_key_name: Some(name),
                });
            }
            Way::OAuth(oauth) => {
                shown.o_auth_parameters = Some(ConnectionOAuthResponseParameters {
                    client_parameters: Some(ConnectionOAuthClientResponseParameters {
                        client_id: Some(oauth.client),
                    }),
                    authorization_endpoint: Some(oauth.endpoint),
                    http_method: Some(oauth.method),
                    o_auth_http_parameters: oauth.additions.shown(),
                });
            }
        }
        shown
    }
}

impl Additions {
    pub fn given(given: ConnectionHttpParameters) -> Additions {
        let one =
            |(key, value, secret): (Option<String>, Option<String>, Option<bool>)| Parameter {
                key: key.unwrap_or_default(),
                value: value.unwrap_or_default(),
                secret: secret.unwrap_or_default(),
            };
        let headers = given.header_parameters.unwrap_or_default().into_iter();
        let query = given
            .query_string_parameters
            .unwrap_or_default()
            .into_iter();
        let body = given.body_parameters.unwrap_or_default().into_iter();
        Additions {
            headers: headers
                .map(|p| one((p.key, p.value, p.is_value_secret)))
                .collect(),
            query: query
                .map(|p| one((p.key, p.value, p.is_value_secret)))
                .collect(),
            body: body
                .map(|p| one((p.key, p.value, p.is_value_secret)))
                .collect(),
        }
    }

    fn shown(self) -> Option<ConnectionHttpParameters> {
        if self == Additions::default() {
            return None;
        }
        let value = |parameter: &Parameter| (!parameter.secret).then(|| parameter.value.clone());
        let headers = self.headers.into_iter().map(|p| ConnectionHeaderParameter {
            value: value(&p),
            key: Some(p.key),
            is_value_secret: Some(p.secret),
        });
        let query = self
            .query
            .into_iter()
            .map(|p| ConnectionQueryStringParameter {
                value: value(&p),
                key: Some(p.key),
                is_value_secret: Some(p.secret),
            });
        let body = self.body.into_iter().map(|p| ConnectionBodyParameter {
            value: value(&p),
            key: Some(p.key),
            is_value_secret: Some(p.secret),
        });
        let (headers, query, body): (Vec<_>, Vec<_>, Vec<_>) =
            (headers.collect(), query.collect(), body.collect());
        Some(ConnectionHttpParameters {
            header_parameters: (!headers.is_empty()).then_some(headers),
            query_string_parameters: (!query.is_empty()).then_some(query),
            body_parameters: (!body.is_empty()).then_some(body),
        })
    }
}
