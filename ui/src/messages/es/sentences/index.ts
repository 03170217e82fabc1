import type { Sentence } from "../../../generated/sentences";
import { administration } from "./administration";
import { doctor } from "./doctor";
import { keeping } from "./keeping";
import { services } from "./services";
import { signIn } from "./sign-in";
import { tokens } from "./tokens";

/** Lo que dicen la parte nativa y el servicio, en español. Una frase que falta es un error del compilador. */
export const sentences: Record<Sentence, string> = { ...administration, ...doctor, ...keeping, ...services, ...signIn, ...tokens };
