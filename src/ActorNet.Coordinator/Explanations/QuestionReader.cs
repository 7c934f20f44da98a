using ActorNet.Contracts.V1;
using ActorNet.Coordinator.Validation;

namespace ActorNet.Coordinator.Explanations;

/// <summary>Reads what is to be explained. A length that the pool does not offer is no mistake here: that it is not offered is the answer.</summary>
internal static class QuestionReader
{
    public static Question Read(ExplainRequest request, FieldProblems problems) => new(
        Fields.Pool(request.Pool, "pool", problems),
        Fields.Node(request.NodeId, "node_id", problems),
        Length(request.Ipv4PrefixLength, 32, "ipv4_prefix_length", problems),
        Length(request.Ipv6PrefixLength, 128, "ipv6_prefix_length", problems));

    private static int? Length(int length, int longest, string field, FieldProblems problems)
    {
        if (length < 0 || length > longest)
        {
            problems.Add(field, $"{length} is out of range; give 1 to {longest}, or 0 for the pool's default");
        }

        return length == 0 ? null : length;
    }
}
