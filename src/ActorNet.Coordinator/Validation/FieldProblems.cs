using System.Text;
using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Validation;

/// <summary>Collects everything that is wrong with a request, so that a caller is told all of it at once.</summary>
internal sealed class FieldProblems
{
    /// <summary>
    /// Errors travel in trailers, and many clients take no more than 8 KiB of those: they would report their own limit and not what is wrong. The
    /// message is in there twice, once with every odd character as three, and whatever is binary grows by a third.
    /// </summary>
    private const int MaxMessageBytes = 1000;

    private const int MaxViolationBytes = 2500;

    private const int ViolationOverhead = 8;

    private readonly List<FieldViolation> violations = [];

    public bool Any => violations.Count > 0;

    /// <summary>Notes that a field is wrong.</summary>
    /// <param name="field">Its path in the request's protobuf names.</param>
    /// <param name="description">What was given, what is wrong, what would be right.</param>
    public void Add(string field, string description) => violations.Add(new FieldViolation(field, description));

    /// <summary>All of it, or, where that is too much for an error, what comes first.</summary>
    public ServiceError ToError()
    {
        var told = CountWithin(MaxMessageBytes);
        var message = string.Join("; ", violations.Take(told).Select(violation => $"{violation.Field}: {violation.Description}"));
        return new ServiceError(ErrorReason.InvalidField, told < violations.Count ? $"{message}; and {violations.Count - told} more" : message)
        {
            Violations = [.. violations.Take(CountWithin(MaxViolationBytes))],
        };
    }

    /// <summary>Refuses the request with all that was found.</summary>
    /// <exception cref="Grpc.Core.RpcException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw ToError().ToRpcException();
        }
    }

    private int CountWithin(int maxBytes)
    {
        var bytes = 0;
        var count = violations.FindIndex(violation => (bytes += Size(violation)) > maxBytes);
        return count < 0 ? violations.Count : Math.Max(count, 1);
    }

    private static int Size(FieldViolation violation) =>
        ViolationOverhead + Encoding.UTF8.GetByteCount(violation.Field) + Encoding.UTF8.GetByteCount(violation.Description);
}
