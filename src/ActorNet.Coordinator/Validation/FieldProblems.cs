using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;

namespace ActorNet.Coordinator.Validation;

/// <summary>Collects everything that is wrong with a request, so that a caller is told all of it at once.</summary>
internal sealed class FieldProblems
{
    private readonly List<FieldViolation> violations = [];

    public bool Any => violations.Count > 0;

    /// <summary>Notes that a field is wrong.</summary>
    /// <param name="field">Its path in the request's protobuf names.</param>
    /// <param name="description">What was given, what is wrong, what would be right.</param>
    public void Add(string field, string description) => violations.Add(new FieldViolation(field, description));

    public ServiceError ToError() => new(
        ErrorReason.InvalidField,
        string.Join("; ", violations.Select(violation => $"{violation.Field}: {violation.Description}")))
    {
        Violations = [.. violations],
    };

    /// <summary>Refuses the request with all that was found.</summary>
    /// <exception cref="Grpc.Core.RpcException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw ToError().ToRpcException();
        }
    }
}
