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
} as const;
