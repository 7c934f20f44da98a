namespace ActorNet.Flannel;

/// <summary>Says that a lease among flannel's is ActorNet's. flannel passes over members of a value that it does not know.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The epoch of the node's lease; 0: the subnet is the node's, which has no lease.</param>
/// <param name="IsReturned">Whether the subnet is on its way back to flannel: the key is the node's flanneld's to take, and ends with its etcd lease.</param>
internal sealed record FlannelMark(string Pool, string Node, long Epoch, bool IsReturned = false);
