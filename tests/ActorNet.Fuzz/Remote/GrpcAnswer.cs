using Grpc.Core;

namespace ActorNet.Fuzz.Remote;

/// <summary>What a call was answered with.</summary>
/// <param name="Status">gRPC's status; null: there was none.</param>
/// <param name="Note">What HTTP says, and the status' message.</param>
internal readonly record struct GrpcAnswer(StatusCode? Status, string Note)
{
    /// <summary>Whether it is a proper answer to a call: bad input is neither unknown nor a fault inside the server.</summary>
    public bool IsRightFor(GrpcCall call) => Status is not null && (call.BreaksFraming || Status is not (StatusCode.Unknown or StatusCode.Internal or StatusCode.DataLoss));
}
