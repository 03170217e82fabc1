import type { Words } from "../en";
import type { windowTexts as en } from "../en/window";

export const windowTexts: Words<typeof en> = {
  common: {
    name: "Countersign",
    loading: "Leyendo…",
    tryAgain: "Reintentar",
    close: "Cerrar",
    copied: "Copiado",
    back: "Atrás",
  },
  rail: {
    accounts: "Cuentas",
    none: "Aún no hay ninguna. Aparecen aquí cuando hayas iniciado sesión.",
    add: "Añadir una cuenta",
    signingIn: "Iniciando sesión",
    administration: "Administración",
    apps: "Aplicaciones",
  },
  session: {
    active: "Sesión iniciada",
    expires_soon: "Termina pronto",
    expired: "Terminada",
    signed_out: "Sesión cerrada",
    locked: "Bloqueada",
  },
  program: {
    title: "Un programa pide un token",
    text: "Actuaría como {{account}} en {{provider}}, con todo lo que abre el token:",
    changed: "Ya lo permitiste antes, y su archivo ha cambiado desde entonces.",
    interpreter: "Ejecuta programas escritos por otros. Si lo permites, los permites todos.",
    interpreterOf: "Ejecuta programas escritos por otros, y dice que este es {{script}}. Si lo permites, los permites todos.",
    refuse: "Rechazar",
    once: "Permitir una vez",
    allow: "Permitir durante {{hours}} h",
  },
  leaving: {
    form: "Lo que has escrito no está guardado",
    formText: "Si sales ahora, se pierden los cambios que has hecho aquí.",
    formLeave: "Salir sin guardar",
    secret: "El secreto no está copiado",
    secretText: "Solo se muestra esta vez. Si sales ahora, nadie podrá leerlo de nuevo y necesitarás otro.",
    secretLeave: "Salir sin él",
    stay: "Quedarse",
    kept: "Lo que escribiste aquí antes sigue aquí.",
    anew: "Empezar de nuevo",
  },
  nowhere: {
    title: "Aquí no hay nada",
    text: "Esta dirección no es de ninguna pantalla de Countersign, o es de una que esta versión no tiene.",
    account: "A tu cuenta",
    add: "Añadir una cuenta",
  },
  failure: {
    screen: "Esta pantalla no se pudo mostrar",
    screenText: "Algo falló en el propio Countersign. No se ha perdido nada de lo guardado.",
    showAgain: "Mostrarla de nuevo",
    copyReport: "Copiar el informe",
    start: "Countersign no pudo leer lo que guarda",
    listening: "Countersign no se entera de lo que ocurre",
    listeningText: "Lo que ves puede ser más antiguo de lo que parece. Vuelve a abrir Countersign.",
  },
};
