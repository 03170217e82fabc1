/** What stands in every screen. */
export const windowTexts = {
  common: {
    name: "Countersign",
    loading: "Reading…",
    tryAgain: "Try again",
    close: "Close",
    copied: "Copied",
    back: "Back",
  },
  rail: {
    accounts: "Accounts",
    none: "None yet. They appear here once you have signed in.",
    add: "Add an account",
    signingIn: "Signing in",
    administration: "Administration",
    apps: "Apps",
  },
  session: {
    active: "Signed in",
    expires_soon: "Ends soon",
    expired: "Ended",
    signed_out: "Signed out",
    locked: "Locked",
  },
  failure: {
    screen: "This screen could not be shown",
    screenText: "Something went wrong in Countersign itself. Nothing stored was lost.",
    showAgain: "Show it again",
    copyReport: "Copy report",
    start: "Countersign could not read what it keeps",
    listening: "Countersign does not hear what happens",
    listeningText: "What you see may be older than it looks. Start Countersign again.",
  },
} as const;
