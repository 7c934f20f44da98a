using Grpc.Core;

namespace Akka.Etcd.Errors;

/// <summary>The call failed before anything of it was sent, so that sending it again is no repetition.</summary>
internal sealed class UnsentException(Status status) : RpcException(status);
