//! Condition keys of all services.

/// In lower case; those that end with a slash take the key of a tag.
const GLOBAL: &[&str] = &[
    "aws:assumedroot",
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:chatbotsourcearn",
    "aws:currenttime",
    "aws:ec2instancesourceprivateipv4",
    "aws:ec2instancesourcevpc",
    "aws:epochtime",
    "aws:federatedprovider",
    "aws:ismcpserviceaction",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:principaltag/",
    "aws:principaltype",
    "aws:referer",
    "aws:requestedregion",
    "aws:requesttag/",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:resourcetag/",
    "aws:securetransport",
    "aws:signinsessionarn",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceidentity",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:tagkeys",
    "aws:tokenissuetime",
    "aws:useragent",
    "aws:userid",
    "aws:username",
    "aws:viaawsmcpservice",
    "aws:viaawsservice",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "aws:vpcsourceip",
];

pub enum Global {
    Known,
    /// It takes the key of a tag, which is not there.
    NoTag,
    Unknown,
}

pub fn global(key: &str) -> Global {
    let lowered = key.to_ascii_lowercase();
    let known = |name: &&&str| match name.strip_suffix('/') {
        Some(stem) => lowered
            .strip_prefix(stem)
            .is_some_and(|tag| tag.is_empty() || tag.starts_with('/')),
        None => lowered == **name,
    };
    match GLOBAL.iter().find(known) {
        None => Global::Unknown,
        Some(name) if name.ends_with('/') && lowered.len() <= name.len() => Global::NoTag,
        Some(_) => Global::Known,
    }
}
