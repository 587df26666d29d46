/** Pictures on their way to the server. */

import type { Limits } from "./protocol";

export const MOST = 4; // pictures of one message
export const TYPES = ["image/jpeg", "image/png", "image/webp"];

export type Problem = "not-a-picture" | "too-large";

/** Why a file is not taken, or null. */
export function problemOf(file: Pick<File, "type" | "size">, limits: Limits | null): Problem | null {
  if (!TYPES.includes(file.type)) return "not-a-picture";
  return limits && file.size > limits.max_upload_bytes ? "too-large" : null;
}

/** Bytes for people: 8 MB, 500 kB. */
export function size(bytes: number): string {
  return bytes >= 1e6 ? `${Math.round(bytes / 1e5) / 10} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`;
}

/** Send one file; the id to name it by in a message. Rejects with the server's own words where it has any. */
export function upload(
  server: string,
  conversation: string,
  file: File,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("conversation", conversation);
    form.append("file", file, file.name || "picture");
    request.open("POST", `${server}/api/uploads`);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = request.onabort = () => reject(new Error(""));
    request.onload = () => {
      const answer = (request.response ?? {}) as { id?: unknown; error?: { message?: unknown } };
      if (request.status < 300 && typeof answer.id === "string") return resolve(answer.id);
      const words = answer.error?.message;
      reject(new Error(typeof words === "string" ? words : ""));
    };
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}
