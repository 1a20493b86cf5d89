`default_nettype none

// Sequencer of the dense pass: takes a job, then streams the slow state's indices past one group of neurons after
// the other. A group without a term to stream takes only the cycles of its neuron words.
module core_sequencer (
    input  wire        clk,
    input  wire        rst,
    input  wire        job_valid,
    output wire        job_ready,
    input  wire        job_touched,
    input  wire        job_end,
    input  wire        job_bank,
    input  wire [11:0] job_drive,
    input  wire        sent,
    output wire        flags_first,
    output wire        flags_end,
    output wire        flags_touched,
    output wire        flags_refresh,
    output wire        flags_bank,
    output wire        idle,
    output wire        started,
    output wire        half,
    output wire [11:0] drive,
    output wire        term_valid,
    output wire        term_first,
    output wire        term_last,
    output wire [2:0]  term_j,
    output wire        term_dense,
    output wire        term_update,
    output wire [6:0]  term_dense_address,
    output wire [4:0]  term_update_address,
    output wire [3:0]  term_row,
    output wire        group_end,
    output wire        group_opens
);
    localparam [1:0] PHASE_IDLE = 2'd0;
    localparam [1:0] PHASE_RUN = 2'd1;
    localparam [1:0] PHASE_TAIL = 2'd2;

    // The job at work, and the layer of the next one.
    reg  first;
    reg  first_next;
    reg  closes;
    reg  closes_next;
    reg  touched;
    reg  touched_next;
    reg  ended;
    reg  ended_next;
    reg  parity;
    reg  parity_next;
    reg  bank;
    reg  bank_next;
    wire refresh = 1'b1;
    reg  [1:0] in_flight;
    reg  [1:0] in_flight_next;
    wire job_fire = job_valid & job_ready;

    always @* begin : in_flight_logic
        in_flight_next = in_flight;
        if (job_fire & !sent) begin
            in_flight_next = in_flight + 2'd1;
        end else if (sent & !job_fire) begin
            in_flight_next = in_flight - 2'd1;
        end
    end

    reg  [1:0] phase;
    reg  [1:0] phase_next;
    assign job_ready = (phase == PHASE_IDLE) & (in_flight < 2'd3);

    // The term and the group at work; cycles to wait.
    reg  [2:0] j;
    reg  [2:0] j_next;
    reg  [3:0] group;
    reg  [3:0] group_next;
    reg  [1:0] rest;
    reg  [1:0] rest_next;
    wire group_last = (j == 3'd5);

    always @* begin : phase_logic
        phase_next = phase;
        j_next = j;
        group_next = group;
        rest_next = rest;
        case (phase)
            PHASE_IDLE: begin
                if (job_fire) begin
                    phase_next = PHASE_RUN;
                end
            end
            PHASE_RUN: begin
                if (group_last & (group == 4'd15)) begin
                    j_next = 3'd0;
                    group_next = 4'd0;
                    rest_next = 2'd1;
                    phase_next = PHASE_TAIL;
                end else if (group_last) begin
                    j_next = 3'd0;
                    group_next = group + 4'd1;
                end else begin
                    j_next = j + 3'd1;
                end
            end
            PHASE_TAIL: begin
                if (rest == 2'd0) begin
                    phase_next = PHASE_IDLE;
                end else begin
                    rest_next = rest - 2'd1;
                end
            end
            default: ;
        endcase
    end

    always @* begin : ended_logic
        ended_next = ended;
        closes_next = closes;
        touched_next = touched;
        bank_next = bank;
        first_next = first;
        parity_next = parity;
        if (job_fire) begin
            ended_next = job_end;
            closes_next = job_end;
            touched_next = job_touched;
            bank_next = job_bank;
            first_next = ended;
            parity_next = !parity;
        end
    end

    assign flags_first = first;
    assign flags_end = closes;
    assign flags_touched = touched;
    assign flags_refresh = refresh;
    assign flags_bank = bank;
    assign idle = (phase == PHASE_IDLE);
    assign started = job_fire;
    assign half = parity;
    wire neurons_at_work = (phase == PHASE_RUN);
    assign group_end = neurons_at_work & group_last;
    assign group_opens = neurons_at_work & group_last & (group == 4'd0);
    reg  [11:0] scalar;
    reg  [11:0] scalar_next;
    reg  [6:0] dense_address;
    reg  [6:0] dense_address_next;
    reg  [4:0] update_address;
    reg  [4:0] update_address_next;
    reg  [3:0] row;
    reg  [3:0] row_next;
    wire valid = (phase == PHASE_RUN);
    wire [2:0] term_at = valid ? j : 3'd0;
    wire dense = valid & (phase == PHASE_RUN) & refresh;
    wire update = valid & (phase == PHASE_RUN) & (group < 4'd5);

    always @* begin : dense_address_logic
        dense_address_next = dense_address;
        if (job_fire) begin
            dense_address_next = 7'd0;
        end else if (dense) begin
            dense_address_next = (dense_address == 7'd95) ? 7'd0 : dense_address + 7'd1;
        end
    end

    always @* begin : update_address_logic
        update_address_next = update_address;
        if (job_fire) begin
            update_address_next = 5'd0;
        end else if (update) begin
            update_address_next = (update_address == 5'd29) ? 5'd0 : update_address + 5'd1;
        end
    end

    always @* begin : row_logic
        row_next = row;
        if (job_fire) begin
            row_next = 4'd0;
        end else if (update & (term_at == 3'd5)) begin
            row_next = row + 4'd1;
        end
    end

    always @* begin : scalar_logic
        scalar_next = scalar;
        if (job_fire) begin
            scalar_next = job_drive;
        end
    end

    assign drive = scalar;
    assign term_valid = valid;
    assign term_first = (term_at == 3'd0);
    assign term_last = (term_at == 3'd5);
    assign term_j = term_at;
    assign term_dense = dense;
    assign term_update = update;
    assign term_dense_address = dense_address;
    assign term_update_address = update_address;
    assign term_row = row;

    always @(posedge clk) begin : registers
        if (rst) begin
            first <= 1'b0;
            closes <= 1'b0;
            touched <= 1'b0;
            ended <= 1'b1;
            parity <= 1'b0;
            bank <= 1'b0;
            in_flight <= 2'd0;
            phase <= PHASE_IDLE;
            j <= 3'd0;
            group <= 4'd0;
            rest <= 2'd0;
            scalar <= 12'd0;
            dense_address <= 7'd0;
            update_address <= 5'd0;
            row <= 4'd0;
        end else begin
            first <= first_next;
            closes <= closes_next;
            touched <= touched_next;
            ended <= ended_next;
            parity <= parity_next;
            bank <= bank_next;
            in_flight <= in_flight_next;
            phase <= phase_next;
            j <= j_next;
            group <= group_next;
            rest <= rest_next;
            scalar <= scalar_next;
            dense_address <= dense_address_next;
            update_address <= update_address_next;
            row <= row_next;
        end
    end

`ifdef ASSERTIONS
    // (in_flight + 1) lies within 0 to 3
    always @(posedge clk) begin : in_flight_fits
        if (!rst) assert (!(job_fire & !sent) | (({1'b0, in_flight} + 3'd1) <= 3'd3));
    end
    // (in_flight - 1) lies within 0 to 3
    always @(posedge clk) begin : in_flight_fits_2
        if (!rst) assert (!(!(job_fire & !sent) & (sent & !job_fire))
            | ($signed({1'b0, in_flight} - 3'sd1) >= 3'sd0));
    end
    // (group + 1) lies within 0 to 15
    always @(posedge clk) begin : group_fits
        if (!rst) assert (!((phase == PHASE_RUN) & !(group_last & (group == 4'd15)) & group_last)
            | (({1'b0, group} + 5'd1) <= 5'd15));
    end
    // (row + 1) lies within 0 to 8
    always @(posedge clk) begin : row_fits
        if (!rst) assert (!(!job_fire & (update & (term_at == 3'd5))) | ((row + 4'd1) <= 4'd8));
    end
`endif
endmodule

`default_nettype wire
