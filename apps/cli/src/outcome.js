/** What several walks found, together. */
export function summed(parts) {
    const reconciled = parts.flatMap((part) => part.reconciled ?? []);
    const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
    return {
        streams: sum(parts.map((part) => part.streams)),
        events: sum(parts.map((part) => part.events)),
        findings: parts.flatMap((part) => part.findings),
        ...(reconciled.length > 0
            ? {
                reconciled: {
                    messages: sum(reconciled.map((r) => r.messages)),
                    repeats: sum(reconciled.map((r) => r.repeats)),
                    documents: sum(reconciled.map((r) => r.documents)),
                    count: sum(reconciled.map((r) => r.count)),
                    differences: reconciled.flatMap((r) => r.differences),
                },
            }
            : {}),
    };
}
