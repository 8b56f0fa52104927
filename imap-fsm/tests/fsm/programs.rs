//! How long the programs of the documentation are.

/// Lines of code from the one that begins so to the end of what begins there.
fn lines(text: &str, begins: &str) -> usize {
    let mut lines = text.lines().skip_while(|line| !line.starts_with(begins)).peekable();
    assert!(lines.peek().is_some(), "{begins} is there");
    let body = lines.take_while(|line| *line != "}");
    1 + body.filter(|line| !line.trim().is_empty() && !line.trim().starts_with("//")).count()
}

/// Lines of code of a file, but for what it imports.
fn logic(text: &str) -> usize {
    let mut imports = false;
    let counts = |line: &&str| {
        let was_import = imports;
        imports = (imports || line.starts_with("use ")) && !line.ends_with(';');
        !was_import && !line.starts_with("use ") && !line.is_empty() && !line.starts_with("//")
    };
    text.lines().map(str::trim).filter(counts).count()
}

#[test]
fn a_newcomer_prints_the_inbox_in_25_lines_over_drivers_of_40() {
    let page = include_str!("../../src/client/call/driver.md");
    let program = lines(page, "fn inbox(");
    assert!(program <= 25, "{program}");
    let driver = lines(page, "impl<S: Read + Write> Driver<S> {");
    assert!(driver <= 40, "{driver}");
    let page = include_str!("../../examples/tokio_client/src/bin/inbox.rs");
    let driver = lines(page, "impl<S: AsyncRead + AsyncWrite + Unpin> Driver<S> {");
    assert!(driver <= 40, "{driver}");
    let program = lines(page, "async fn inbox<S>(");
    assert!(program <= 25, "{program}");
}

/// What a program does itself: without the driver, which moves the bytes, and the arguments of the command line.
#[test]
fn a_sync_client_takes_60_lines_a_proxy_and_a_server_120() {
    let example = "//! Doc.\n\nuse a::b;\nuse c::{\n    d, e,\n};\n\nfn f() {\n    // Comment.\n    g()\n}\n";
    assert_eq!(logic(example), 3);
    for (name, text, most) in [
        ("sync", include_str!("../../examples/sync/sync.rs"), 60),
        ("proxy", include_str!("../../examples/proxy/src/filter.rs"), 120),
        ("serve_folder", include_str!("../../examples/serve_folder/folder.rs"), 120),
    ] {
        let lines = logic(text);
        assert!(lines <= most, "{name}: {lines}");
        // A program that shrank so much has moved elsewhere.
        assert!(lines > most / 2, "{name}: {lines}");
    }
}
