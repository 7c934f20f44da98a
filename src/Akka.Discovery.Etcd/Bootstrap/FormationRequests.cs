using Etcdserverpb;
using Google.Protobuf;
using static Akka.Etcd.Transactions.Guard;
using static Akka.Etcd.Transactions.Operation;

namespace Akka.Discovery.Etcd.Bootstrap;

/// <summary>
/// The transactions that decide which cluster there is. They may be sent again when no answer came. Between them they keep this: all members in
/// etcd are of one formation, and while there is one, or somebody is forming, nobody else begins to form.
/// </summary>
internal static class FormationRequests
{
    /// <summary>Asks to form the cluster, which is granted where no member is there and nobody is forming; else says who is.</summary>
    public static TxnRequest Seek(ClusterKeys keys, ClusterNode self, long etcdLease) => new()
    {
        Compare = { IsEmpty(keys.Members), IsAbsent(keys.Forming) },
        Success = { Put(keys.Formation, ByteString.CopyFromUtf8(self.Formation)), Put(keys.Forming, self.ToBytes(), etcdLease) },
        Failure = { Read(keys.Forming), Read(keys.Members) },
    };

    public static FormationView ReadSeek(TxnResponse answer, ClusterNode self)
    {
        if (answer.Succeeded)
        {
            return new FormationView(answer.Header.Revision, self, []);
        }

        var forming = answer.Responses[0].ResponseRange.Kvs;
        var members = answer.Responses[1].ResponseRange.Kvs;
        return new FormationView(
            answer.Header.Revision,
            forming.Count > 0 ? ClusterNode.Parse(forming[0].Value) : null,
            [.. members.Select(member => ClusterNode.Parse(member.Value))]);
    }

    /// <summary>
    /// Announces a node that is in the cluster. It is refused when another formation is the cluster, but for one of which nobody is there: then
    /// this node's cluster, which etcd had lost sight of, is the cluster again.
    /// </summary>
    public static TxnRequest Announce(ClusterKeys keys, ByteString key, ClusterNode self, long etcdLease)
    {
        var formation = ByteString.CopyFromUtf8(self.Formation);
        var put = Put(key, self.ToBytes(), etcdLease);
        return new TxnRequest
        {
            Compare = { HasValue(keys.Formation, formation) },

            // Who is forming can only be of this formation: the key is written together with that of the formation.
            Success = { put, Delete(keys.Forming) },
            Failure =
            {
                Nested(new TxnRequest
                {
                    Compare = { IsEmpty(keys.Members), IsAbsent(keys.Forming) },
                    Success = { Put(keys.Formation, formation), put },
                }),
            },
        };
    }

    public static bool IsAnnounced(TxnResponse answer) => answer.Succeeded || answer.Responses[0].ResponseTxn.Succeeded;

    /// <summary>Deletes a key if it was not written since.</summary>
    public static TxnRequest Remove(Mvccpb.KeyValue seen) => new()
    {
        Compare = { IsUnchangedSince(seen.Key, seen.ModRevision) },
        Success = { Delete(seen.Key) },
    };
}
