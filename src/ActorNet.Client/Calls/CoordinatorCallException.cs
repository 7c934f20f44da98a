using ActorNet.Client.Endpoints;

namespace ActorNet.Client.Calls;

/// <summary>A call was refused, or no replica could do it in time.</summary>
/// <param name="failures">At least one.</param>
public sealed class CoordinatorCallException(IReadOnlyList<EndpointFailure> failures) : Exception(Tell(failures))
{
    /// <summary>The last failure of each replica, in the order of the endpoints; for a refusal the only one that counts.</summary>
    public IReadOnlyList<EndpointFailure> Failures { get; } = failures;

    private static string Tell(IReadOnlyList<EndpointFailure> failures)
    {
        ArgumentNullException.ThrowIfNull(failures);
        return string.Join("; ", failures.Select(failure => $"{failure}: {failure.Error.Message}"));
    }
}
