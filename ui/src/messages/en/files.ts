/** Files that are saved and opened, and pages that open in the browser. */
export const filesTexts = {
  files: {
    saveAs: "Save as a file…",
    saved: "Saved as {{name}}.",
  },
  out: {
    opens: "opens in your browser",
    open: "Open {{name}} in your browser",
  },
  ca: {
    offer: "If your organisation has a certificate authority of its own, give its certificate. It is trusted for this service alone.",
    choose: "Choose its CA certificate…",
    another: "Choose another…",
    chosen: "CA certificate",
    compare: "Trusted for this service alone, beside those of your system. Compare its SHA-256 with what your organisation publishes.",
    withIt: "Continue with it",
    without: "Do without it",
    copy: "Copy the SHA-256",
    title: "CA certificates of your own",
    text: "Where an organisation vouches for its own services. Each certificate is trusted for its service alone.",
    systems: "Those that your system trusts",
    add: "Add…",
    addFor: "Add a CA certificate for {{service}}",
    anotherFor: "Choose another CA certificate for {{service}}",
    remove: "Remove",
    removeFor: "Remove the added CA certificate of {{service}}",
    trust: "Trust it",
    trusted: "The certificate is trusted for {{service}} from now on.",
    removed: "For {{service}} only those that your system trusts vouch from now on.",
    notChanged: "Nothing was changed.",
    unread: "The file cannot be used.",
  },
} as const;
