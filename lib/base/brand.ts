declare const brand: unique symbol;

/** A nominal type: a string or number that was checked once at an edge and keeps its meaning from there. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
