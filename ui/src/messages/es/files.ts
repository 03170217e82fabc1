import type { Words } from "../en";

/** Archivos que se guardan y se abren, y páginas que se abren en el navegador. */
export const filesTexts: Words<typeof import("../en/files").filesTexts> = {
  files: {
    saveAs: "Guardar como archivo…",
    saved: "Guardado como {{name}}.",
  },
  out: {
    opens: "se abre en tu navegador",
    open: "Abrir {{name}} en tu navegador",
  },
  ca: {
    offer: "Si tu organización tiene una autoridad de certificación propia, indica su certificado. Solo se confía en él para este servicio.",
    choose: "Elegir su certificado de CA…",
    another: "Elegir otro…",
    chosen: "Certificado de CA",
    compare: "Solo vale para este servicio, además de los de tu sistema. Compara su SHA-256 con el que publica tu organización.",
    withIt: "Continuar con él",
    without: "Prescindir de él",
    copy: "Copiar el SHA-256",
    title: "Certificados de CA propios",
    text: "Cuando una organización responde de sus propios servicios. Cada certificado vale solo para su servicio.",
    systems: "Los que acepta tu sistema",
    add: "Añadir…",
    addFor: "Añadir un certificado de CA para {{service}}",
    anotherFor: "Elegir otro certificado de CA para {{service}}",
    remove: "Quitar",
    removeFor: "Quitar el certificado de CA añadido de {{service}}",
    trust: "Confiar en él",
    trusted: "Desde ahora se confía en el certificado para {{service}}.",
    removed: "Desde ahora, para {{service}} solo valen los que acepta tu sistema.",
    notChanged: "No se cambió nada.",
    unread: "El archivo no sirve.",
  },
};
