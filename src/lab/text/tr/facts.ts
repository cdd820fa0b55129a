export const turkishFacts: Record<string, string> = {};
