/** Icon paths, drawn for a 24 × 24 box. */

export const CHAT =
  "M20 11.5a8 8 0 0 1-8.2 7.8 9 9 0 0 1-3-.5L4 20.2l1.4-4A7.5 7.5 0 0 1 4 11.5a8 8 0 0 1 8-7.8 8 8 0 0 1 8 7.8Z";
export const CLOSE = "M6 6l12 12M18 6 6 18";
export const DOWN = "M6 9.5l6 6 6-6";
export const FRESH = "M12 20h8M4 20l1-4.2L15.8 5a2.1 2.1 0 0 1 3 0l.2.2a2.1 2.1 0 0 1 0 3L8.2 19 4 20Z";
export const MORE = "M5.5 12h.01M12 12h.01M18.5 12h.01";
export const TRASH = "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5";
export const SEND = "M12 19V5M5.5 11.5 12 5l6.5 6.5";
export const PICTURE =
  "M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm-1 12 4.5-4.5 4 4 2.5-2.5L20 18M15.5 9.5h.01";
export const STAR = "M12 3.6l2.5 5.3 5.8.7-4.3 4 1.1 5.8L12 16.6l-5.1 2.8L8 13.6l-4.3-4 5.8-.7Z";
export const CHECK = "M5 12.5l4.5 4.5L19 7.5";
export const PERSON = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8a7 7 0 0 1 14 0";
export const BAG = "M6 8h12l1 12H5L6 8Zm3 0V7a3 3 0 0 1 6 0v1";
