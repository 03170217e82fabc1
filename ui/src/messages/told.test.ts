import { afterEach, describe, expect, it } from "vitest";

import { SENTENCES } from "../generated/sentences";
import { sentences } from "./es/sentences";
import { tellBy, told } from "./told";

afterEach(() => tellBy(undefined));

const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the Spanish of every sentence", () => {
  it("has the same holes, and those side by side in the same order", () => {
    for (const sentence of SENTENCES) {
      expect(holes(sentences[sentence]), sentence).toEqual(holes(sentence));
      for (const together of sentence.match(/(?:\{\w+\}){2,}/g) ?? []) expect(sentences[sentence]).toContain(together);
    }
  });

  it("begins and ends as the English, so that it fits where that is put in", () => {
    for (const sentence of SENTENCES) {
      const spanish = sentences[sentence];
      expect(spanish, sentence).not.toBe("");
      expect(spanish.startsWith(" "), sentence).toBe(sentence.startsWith(" "));
      expect(spanish.endsWith("."), sentence).toBe(sentence.endsWith("."));
    }
  });

  it("is found by the sentence itself, whatever is put in", () => {
    tellBy(sentences);
    for (const sentence of SENTENCES) {
      // A part or a word is only told within another.
      if (!/^[\p{Lu}“{].*[.?!]$/su.test(sentence)) continue;
      const message = sentence.replace(/\{\w+\}/g, "7");
      expect(told(message), message).not.toBe(message);
    }
  });
});

it("an English window shows what came", () => {
  expect(told("The keychain is locked. Unlock it, and try again; nothing is lost.")).toBe("The keychain is locked. Unlock it, and try again; nothing is lost.");
});

describe("in Spanish", () => {
  const inSpanish = (message: string) => {
    tellBy(sentences);
    return told(message);
  };

  it("a sentence without holes is looked up", () => {
    expect(inSpanish("The keychain is locked. Unlock it, and try again; nothing is lost.")).toBe("El llavero está bloqueado. Desbloquéalo e inténtalo de nuevo; no se pierde nada.");
  });

  it("what is put in stays, with whatever a pattern would mean by it", () => {
    expect(inSpanish("There is no provider “a.*(b)$1\\d” here. See the list of providers, or add it.")).toBe("Aquí no hay ningún servicio «a.*(b)$1\\d». Mira la lista de servicios, o añádelo.");
  });

  it("the more literal of two sentences is taken, where one begins as the other", () => {
    expect(inSpanish("The certificate of a.example has expired.")).toBe("El certificado de a.example ha caducado.");
    expect(inSpanish("The certificate of a.example has expired, on 2026-11-01.")).toBe("El certificado de a.example caducó el 2026-11-01.");
    expect(inSpanish("/home/ada/vault.sealed opens.")).toBe("/home/ada/vault.sealed se abre.");
  });

  it("an error within an error is told too, also at three levels", () => {
    expect(inSpanish("accounts.example has to vouch for who signed in, and its ID token could not be checked: its signature is wrong. Tell whoever runs the service. You were not signed in, and nothing was kept.")).toBe(
      "accounts.example tiene que responder de quién inició sesión, y su ID token no se pudo comprobar: su firma no es correcta. Avisa a quien lleva el servicio. No se inició tu sesión, y no se guardó nada.",
    );
    expect(inSpanish("The keychain refused: it holds the same entry more than once. Nothing is lost.")).toBe("El llavero se negó: contiene la misma entrada más de una vez. No se pierde nada.");
  });

  it("holes side by side are told as what stands in each", () => {
    expect(inSpanish("a.example refused to register an app (status 403 (it says: not here)). Register one there by hand, and enter its client id.")).toBe(
      "a.example se negó a registrar una aplicación (estado 403 (dice: not here)). Registra allí una a mano, e introduce su id de cliente.",
    );
    expect(inSpanish("This service carries no app for Countersign: register one there (Web) with the return address x:/y, and enter its client id and its client secret.")).toBe(
      "Este servicio no lleva ninguna aplicación para Countersign: registra una allí (Web) con la dirección de retorno x:/y, e introduce su id de cliente y su secreto de cliente.",
    );
  });

  it("a single word is told where it stands in a sentence, and not by itself", () => {
    expect(inSpanish("“/home/ada/vault.sealed” could not be written: No space left on device (os error 28). What was stored is unchanged.")).toBe(
      "No se ha podido escribir «/home/ada/vault.sealed»: No space left on device (os error 28). Lo que estaba guardado sigue igual.",
    );
    expect(inSpanish("written")).toBe("written");
  });

  it("a name is a name, also where it could be a word of ours", () => {
    expect(inSpanish("Nobody is signed in here. There is no provider “written” here. See the list of providers, or add it.")).toBe(
      "Nobody is signed in here. Aquí no hay ningún servicio «written». Mira la lista de servicios, o añádelo.",
    );
  });

  it("a rule that was made a sentence is told as one", () => {
    expect(inSpanish("A return address has no fragment: leave out “#” and what follows.")).toBe("Una dirección de retorno no tiene fragmento: quita «#» y lo que sigue.");
  });

  it("sentences one after another are told each, and a service's own words stay", () => {
    expect(inSpanish("This app could not prove who it is. The cryptographic library failed. Start again.")).toBe("Esta aplicación no pudo demostrar quién es. La biblioteca criptográfica falló. Empieza de nuevo.");
    expect(inSpanish("The harbour is closed today. This secret was retired more than 7 days ago. Make a new one.")).toBe("The harbour is closed today. Este secreto se retiró hace más de 7 días. Crea uno nuevo.");
    expect(inSpanish("apps[2].redirect_uris: This address is in the list already.")).toBe("apps[2].redirect_uris: Esta dirección ya está en la lista.");
    expect(inSpanish("The harbour is closed today.")).toBe("The harbour is closed today.");
  });

  it("parts in a row are told one by one", () => {
    expect(inSpanish("Harbour names other addresses than when it was added (token_endpoint: https://a.example/t then, https://b.example/t now; userinfo_endpoint: https://a.example/u then, no address now).")).toBe(
      "Harbour nombra otras direcciones que cuando se añadió (token_endpoint: https://a.example/t entonces, https://b.example/t ahora; userinfo_endpoint: https://a.example/u entonces, ninguna dirección ahora).",
    );
  });

  it("a part that may be missing is told where it is there", () => {
    expect(inSpanish("a.example answers through the proxy http://127.0.0.1:3128 (for Harbour).")).toBe("a.example responde por el proxy http://127.0.0.1:3128 (para Harbour).");
    expect(inSpanish("a.example is reached through the proxy http://127.0.0.1:3128 (for Harbour).")).toBe("Se llega a a.example por el proxy http://127.0.0.1:3128 (para Harbour).");
    expect(inSpanish("a.example answers (for Harbour).")).toBe("a.example responde (para Harbour).");
  });

  it("the same message is told again after another language", () => {
    const text = "No program was allowed anything here.";
    expect(inSpanish(text)).toBe("Aquí no se permitió nada a ningún programa.");
    tellBy(undefined);
    expect(told(text)).toBe(text);
    expect(inSpanish(text)).toBe("Aquí no se permitió nada a ningún programa.");
  });
});
