//! How much there may be: AWS's quotas as they are before anybody asks for more.

/// Registries of an account in a Region.
pub const REGISTRIES: usize = 10;
/// Schemas of a registry.
pub const SCHEMAS: usize = 100;
/// Schemas of the registry of what was discovered.
pub const DISCOVERED: usize = 200;
/// Versions of a schema.
pub const VERSIONS: usize = 100;
/// Discoverers of an account in a Region.
pub const DISCOVERERS: usize = 10;
/// Of a schema.
pub const CONTENT: usize = 100_000;
/// Events of one GetDiscoveredSchema.
pub const EVENTS: usize = 10;
/// Tags of a resource.
pub const TAGS: usize = 50;
/// Characters of a name.
pub const REGISTRY_NAME: usize = 64;
pub const SCHEMA_NAME: usize = 385;
