`default_nettype none

// Event list: keeps the events of a time step until all of them are there, and hands the step over;
// the next step then goes to the other list.
module dmp_sweeps_readout_event_list (
    input  wire       clk,
    input  wire       rst,
    input  wire       events_valid,
    output wire       events_ready,
    input  wire [5:0] events_address,
    input  wire       events_empty,
    input  wire       events_last,
    input  wire       events_end,
    input  wire       read_valid,
    input  wire [5:0] read_at,
    input  wire       read_half,
    output wire       step_valid,
    input  wire       step_ready,
    output wire [5:0] step_events,
    output wire       step_end,
    output wire       step_half,
    output wire [5:0] event_address,
    output wire       begins
);
    localparam [1:0] PHASE_OPEN = 2'd0;
    localparam [1:0] PHASE_COLLECT = 2'd1;
    localparam [1:0] PHASE_HAND_OVER = 2'd2;

    // The layer whose step arrives, and the list it goes to.
    reg  half;
    reg  half_next;
    wire step_fire = step_valid & step_ready;

    always @* begin : half_logic
        half_next = half;
        if (step_fire) begin
            half_next = half + 1'b1;
        end
    end

    // The step: its last beat has come, and the scalar drive may still grow; it ends the sequence.
    reg  [1:0] phase;
    reg  [1:0] phase_next;
    reg  ended;
    reg  ended_next;
    wire beginning = (phase == PHASE_OPEN) & events_valid;
    wire events_fire = events_valid & events_ready;
    wire ends = events_fire & events_last;
    assign events_ready = (phase == PHASE_COLLECT);

    always @* begin : phase_logic
        phase_next = phase;
        case (phase)
            PHASE_OPEN: begin
                if (beginning) begin
                    phase_next = PHASE_COLLECT;
                end
            end
            PHASE_COLLECT: begin
                if (ends) begin
                    phase_next = PHASE_HAND_OVER;
                end
            end
            PHASE_HAND_OVER: begin
                if (step_fire) begin
                    phase_next = PHASE_OPEN;
                end
            end
            default: ;
        endcase
    end

    always @* begin : ended_logic
        ended_next = ended;
        if (ends) begin
            ended_next = events_end;
        end
    end

    // Events of the step so far. An event of value 0 counts nothing and needs no room.
    reg  [5:0] count;
    reg  [5:0] count_next;
    wire counts = events_fire & !events_empty;

    always @* begin : count_logic
        count_next = count;
        if (beginning) begin
            count_next = 6'd0;
        end else if (counts) begin
            count_next = count + 6'd1;
        end
    end

    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  [5:0] lists [0:127];
    reg  [5:0] lists_event;

    assign event_address = lists_event;
    assign step_valid = (phase == PHASE_HAND_OVER);
    assign step_events = count;
    assign step_end = ended;
    assign step_half = half;
    assign begins = beginning;

    always @(posedge clk) begin : registers
        if (rst) begin
            half <= 1'b0;
            phase <= PHASE_OPEN;
            ended <= 1'b0;
            count <= 6'd0;
        end else begin
            half <= half_next;
            phase <= phase_next;
            ended <= ended_next;
            count <= count_next;
        end
    end

    always @(posedge clk) begin : lists_event_port
        if (counts) lists[{half, count}] <= events_address;
    end

    always @(posedge clk) begin : lists_event_port_2
        if (read_valid) lists_event <= lists[{read_half, read_at}];
    end

`ifdef ASSERTIONS
    // lists is never read at the address that is being written
    always @(posedge clk) begin : lists_event_event_apart
        if (!rst) assert (!(read_valid & counts & ({read_half, read_at} == {half, count})));
    end
    // (count + 1) lies within 0 to 40
    always @(posedge clk) begin : count_fits
        if (!rst) assert (!(!beginning & counts) | ((count + 6'd1) <= 6'd40));
    end
`endif
endmodule

`default_nettype wire
