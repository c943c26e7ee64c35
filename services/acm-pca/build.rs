fn main() {
    haneul_codegen::service("acm-pca");
}
