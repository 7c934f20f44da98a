using System.Data.Common;
using LinqToDB.Interceptors;

namespace ActorNet.Coordinator.Storage.Embedded;

/// <summary>
/// Has every connection sync each commit to the disk before it answers (I5, I19). It is SQLite's own default, but one that can be compiled
/// to something else, and in WAL mode the usual advice is to weaken it.
/// </summary>
internal sealed class DurableCommits : ConnectionInterceptor
{
    public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection) => Ensure(connection);

    public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
    {
        Ensure(connection);
        return Task.CompletedTask;
    }

    public static void Ensure(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = FULL";
        command.ExecuteNonQuery();
    }
}
