fn main() {
    haneul_codegen::service("appconfig");
    let data = ["GetLatestConfiguration", "StartConfigurationSession"];
    haneul_codegen::shapes_of("appconfigdata", &data, "appconfigdata.rs");
}
