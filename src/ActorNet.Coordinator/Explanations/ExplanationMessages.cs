using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Explanations;

/// <summary>Explanations in the words of the contract.</summary>
internal static class ExplanationMessages
{
    public static ExplainResponse From(IEnumerable<Fact> facts, long revision) => new() { Facts = { facts.Select(From) }, Revision = revision };

    private static ExplainedFact From(Fact fact)
    {
        var message = new ExplainedFact { Code = fact.Code, Message = fact.Message };
        foreach (var (name, value) in fact.Metadata)
        {
            message.Metadata.Add(name, value);
        }

        return message;
    }
}
