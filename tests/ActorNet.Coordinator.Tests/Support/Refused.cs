using ActorNet.Contracts.Errors;
using ActorNet.Contracts.V1;
using Grpc.Core;

namespace ActorNet.Coordinator.Tests.Support;

/// <summary>Calls that must fail.</summary>
public static class Refused
{
    public static async Task<ServiceError> WithAsync(ErrorReason reason, Func<Task> call)
    {
        var error = ServiceError.From(await Assert.ThrowsAsync<RpcException>(call));
        Assert.True(reason == error.Reason, error.ToString());
        Assert.Equal(reason.ToStatusCode(), error.StatusCode);
        return error;
    }

    public static async Task FieldsAsync(IEnumerable<string> fields, Func<Task> call)
    {
        var error = await WithAsync(ErrorReason.InvalidField, call);
        Assert.Equal(fields, error.Violations.Select(violation => violation.Field));
    }
}
